import type { App } from '../core/app.ts'
import type { Deployment, Version } from '../core/deployment/deployment.ts'
import { rethrown, rollbackFailed, rolledBackFailure, rolledBackReason } from '../core/deployment/rollback-words.ts'
import { runningCommit } from '../core/deployment/running-commit.ts'
import { failedStep, isWhole, planWayBack, type WayBack } from '../core/deployment/way-back.ts'
import { type Failure, toFailure } from '../core/errors.ts'
import { goesOn } from './goes-on.ts'
import { usesCompose } from './make-plan.ts'
import type { Store } from './ports/store.ts'
import { filesAreMoved, putFilesBack } from './rollback-files.ts'
import { putNamesBack } from './rollback-images.ts'
import type { Outcome, Run } from './run.ts'
import { runningFacts } from './running-files.ts'
import type { StepContext, StepLimit } from './step-context.ts'
import { walkBack } from './walk-back.ts'

/**
 * What follows on a failure: the server is brought back to what ran before, as far as it was changed. Throws the failure itself where
 * no container had been touched. `error` bears no secrets.
 * @throws RedhookError ROLLBACK_FAILED when the way back fails, too: there is no third way
 */
export function turnBack(run: Run, error: unknown): Promise<Outcome> {
  const willGoOn = goesOn(error, run.deployment, run.signals)
  return walk(run, { error, failure: toFailure(error), willGoOn })
}

/** Goes on with a way back that a crash or a stop interrupted, from its start. `failure` set it off. */
export const goOnBack = (run: Run, failure: Failure): Promise<Outcome> =>
  walk(run, { error: rethrown(failure), failure, willGoOn: false })

interface SetOff {
  readonly error: unknown
  readonly failure: Failure
  /** The failure itself is tried again. */
  readonly willGoOn: boolean
}

async function walk(run: Run, { error, failure, willGoOn }: SetOff): Promise<Outcome> {
  const failed = run.ports.store.get(run.deployment.id) ?? run.deployment
  const { previous } = failed
  const { what } = decide(run, failed, { failure, willGoOn })
  if (what === 'files') await backToFiles(run, failed, failure)
  if (what === 'all' && isWhole(previous)) return backToVersion(run, failed, previous, failure)
  throw error
}

function decide(
  { app, ports: { store } }: Run,
  failed: Deployment,
  { failure, willGoOn }: Pick<SetOff, 'failure' | 'willGoOn'>,
): WayBack {
  const commit = goodCommit(failed, store)
  return planWayBack({
    deployment: failed,
    rollback: app.rollback,
    usesCompose: usesCompose(app),
    goesOn: willGoOn,
    isCancelled: failure.code === 'CANCELLED',
    isLeaving: isLeaving(app, store),
    ...(commit === undefined ? {} : { goodCommit: commit }),
    tookOver: store
      .failedSinceGood({ app: app.name, project: failed.project ?? app.name }, failed.id)
      .some(({ state, steps }) => state === 'superseded' && steps.some(({ name }) => name === 'up')),
  })
}

const isLeaving = ({ preview }: App, store: Store): boolean =>
  preview !== undefined && store.preview(preview.of, preview.number)?.state !== 'live'

const goodCommit = ({ previous, app }: Deployment, store: Store): string | undefined =>
  previous?.commit ?? runningCommit(runningFacts(app, store))

/** Files and image names: what a container shows of them must not be the failed version's. A failure here is told and no more. */
async function backToFiles(run: Run, failed: Deployment, failure: Failure): Promise<void> {
  const { store, docker } = run.ports
  const commit = goodCommit(failed, store)
  const hasBuilt = failedStep(failed) === 'build' || failedStep(failed) === 'before'
  const isMoved = await filesAreMoved(run, failed, commit)
  if (!isMoved && !(hasBuilt && isWhole(failed.previous))) return
  const work = async (context: StepContext) => {
    const files = isMoved ? await putFilesBack(run, failed, commit, context) : undefined
    if (files?.areBack === false) context.note(`warning: the checkout stays at ${failed.commit}: ${files.why}`)
    if (hasBuilt && isWhole(failed.previous)) await putNamesBack(failed.previous, docker, context)
  }
  await run.step(hasBuilt ? beginBack(run, failure) : 'sync', limitOf(run), context =>
    work(context).catch(error => {
      if (context.signal.aborted) throw error
      context.note(`warning: ${toFailure(error).message}`)
    }),
  )
}

async function backToVersion(run: Run, failed: Deployment, version: Version, failure: Failure): Promise<Outcome> {
  const project = failed.project ?? run.app.name
  try {
    const work = (context: StepContext) => walkBack(run, failed, version, context)
    const files = await run.step(beginBack(run, failure), limitOf(run), work)
    return {
      state: 'rolled_back',
      reason: rolledBackReason(failure, version),
      error: rolledBackFailure(failure, files.areBack ? undefined : files.why),
    }
  } catch (second) {
    if (goesOn(second, run.deployment, run.signals)) throw second
    throw rollbackFailed(failure, toFailure(second), version, project)
  }
}

/** From here on nothing but the way back remains, also after a crash. */
function beginBack({ deployment, ports: { store } }: Run, failure: Failure): 'rollback' {
  store.patch(deployment.id, { error: failure, reached: 'rollback' })
  return 'rollback'
}

/** An image that is gone is built on the way back, too. */
export const limitOf = ({ app: { timeouts, health } }: Pick<Run, 'app'>): StepLimit => ({
  timeoutMs: timeouts.buildMs + timeouts.upMs + health.timeoutMs + 60_000,
  setting: 'timeouts.up',
})
