import type { Deployment, StepName, Version } from './deployment.ts'

/** What is known of a deployment that failed. */
export interface WayBackFacts {
  /** Over all attempts, in their order; `previous` as it is by now. */
  readonly deployment: Pick<Deployment, 'steps' | 'previous'>
  /** The app's setting. */
  readonly rollback: boolean
  readonly usesCompose: boolean
  /** It waits and runs again: Redhook stops, or what failed heals by itself. */
  readonly goesOn: boolean
  /** Where the checkout belongs: the commit that ran before; absent when none is known. */
  readonly goodCommit?: string
  /** A person does not want it, however healthy it is. */
  readonly isCancelled?: boolean
  /** All that there is of the app is about to be removed: a preview whose pull request was closed. */
  readonly isLeaving?: boolean
  /** An attempt that this one took over from had touched containers already. */
  readonly tookOver: boolean
}

/** How much is put back, and why, as a phrase. `files`: the checkout and image names, since no container was touched. */
export interface WayBack {
  readonly what: 'nothing' | 'files' | 'all'
  readonly why: string
}

/** Decides what becomes of the server when a deployment fails. */
export function planWayBack(facts: WayBackFacts): WayBack {
  const { deployment, goodCommit } = facts
  const obstacle = whyNothing(facts)
  if (obstacle !== undefined) return { what: 'nothing', why: obstacle }
  const isTouched = facts.tookOver || deployment.steps.some(({ name }) => name === 'up')
  if (isTouched) {
    return isWhole(deployment.previous)
      ? { what: 'all', why: 'its containers may run' }
      : { what: 'nothing', why: 'nothing is known to have run well before' }
  }
  if (goodCommit === undefined && !isWhole(deployment.previous)) {
    return { what: 'nothing', why: 'there was nothing before' }
  }
  return { what: 'files', why: 'no container was touched' }
}

function whyNothing(facts: WayBackFacts): string | undefined {
  const { deployment, rollback, usesCompose, goesOn, isCancelled, isLeaving = false } = facts
  if (!usesCompose) return 'what its commands did cannot be taken back'
  if (!rollback) return 'rollback is off for this app'
  if (isLeaving) return 'it is removed'
  if (goesOn) return 'it goes on later'
  const step = failedStep(deployment)
  if (isCancelled && step === 'after') return undefined
  return step === 'after' || step === 'report' ? 'the new version runs and is healthy' : undefined
}

/** The step that the last attempt failed in, the way back apart. */
export const failedStep = ({ steps }: Pick<Deployment, 'steps'>): StepName | undefined =>
  steps.findLast(({ name }) => name !== 'rollback')?.name

/** Whether a version tells of images: until the first build only the commit is remembered. */
export const isWhole = (version: Version | undefined): version is Version =>
  version !== undefined && version.images.length > 0
