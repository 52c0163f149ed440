import type { Rule } from '../plan/plan.ts'
import { type Deployment, liveCommit } from './deployment.ts'

/** What is needed to tell which commit's files run. */
export interface RunningFacts {
  /** The last good deployment. */
  readonly last: Deployment | undefined
  /** Deployments that were skipped, newest first. */
  readonly skipped: readonly Deployment[]
}

/**
 * The commit whose files run: that of the last good deployment, or of one that was skipped since, because its files needed nothing to be
 * done. Containers may show them by a mounted folder.
 */
export const runningCommit = (facts: RunningFacts): string | undefined =>
  newestSkip(facts, isHarmless)?.commit ?? live(facts)

/** As `runningCommit`, but of skipped deployments only those whose files a container shows. */
export const shownCommit = (facts: RunningFacts): string | undefined =>
  newestSkip(facts, isShown)?.commit ?? live(facts)

const live = ({ last }: RunningFacts): string | undefined => last && liveCommit(last)

const newestSkip = ({ last, skipped }: RunningFacts, counts: (deployment: Deployment) => boolean) =>
  skipped.find(
    deployment =>
      last !== undefined &&
      deployment.commit !== undefined &&
      (deployment.startedAt ?? 0) >= (last.finishedAt ?? 0) &&
      counts(deployment),
  )

/** A commit that is known to be bad was skipped, too. */
const isHarmless = ({ plan }: Deployment): boolean =>
  plan?.action === 'skip' && plan.reasons.every(({ rule }) => rule !== ('known-bad' satisfies Rule))

const isShown = (deployment: Deployment): boolean =>
  isHarmless(deployment) &&
  (deployment.plan?.services ?? []).some(({ reasons }) =>
    reasons.some(({ rule }) => rule === ('mounted-folder' satisfies Rule)),
  )
