import type { App } from '../../core/app.ts'
import { RedhookError } from '../../core/errors.ts'
import { hasRefsOfForks, pullRequestRef } from '../../core/preview/preview-app.ts'
import { lateRefWaitMs } from '../../core/sync/late-ref.ts'
import { noPreview } from '../../core/sync/refusals.ts'
import type { Clock } from '../ports/clock.ts'
import type { Git, GitRun } from '../ports/git.ts'

/** The head of a pull request. */
export interface PullHead {
  readonly number: number
  readonly commit: string
  readonly headBranch: string
  readonly isFork: boolean
}

/**
 * Brings the objects of a pull request's head to the app's checkout, which stays as it is. Waits a while for a commit that the forge told of
 * before it can be fetched.
 * @throws RedhookError CHECKOUT_MISSING, REF_UNKNOWN, and whatever keeps the remote from being asked
 */
export async function fetchHead(
  app: App,
  head: PullHead,
  { git, clock }: { readonly git: Git; readonly clock: Clock },
  run: GitRun & { readonly signal: AbortSignal },
): Promise<void> {
  if ((await git.state(app)).kind !== 'checkout') throw noPreview(app)
  if (head.isFork && !hasRefsOfForks(app.provider)) throw unreachable(head)
  const ref = pullRequestRef(app.provider, head)
  const began = clock.monotonic()
  for (let tries = 0; !(await git.hasCommit(app, head.commit)); tries++) {
    await git.fetchRef(app, ref, run)
    if (await git.hasCommit(app, head.commit)) return
    const waitMs = lateRefWaitMs(tries, clock.monotonic() - began)
    if (waitMs === undefined) throw gone(head, ref)
    await clock.sleep(waitMs, run.signal)
  }
}

const gone = ({ commit, number }: PullHead, ref: string) =>
  new RedhookError(
    `The commit ${commit.slice(0, 10)} of pull request ${number} is not at the remote: ${ref} does not lead to it`,
    {
      code: 'REF_UNKNOWN',
      hint: 'A newer push took its place, most likely; that one is checked by itself.',
    },
  )

const unreachable = ({ number }: PullHead) =>
  new RedhookError(`The head of pull request ${number} lies in a fork, which this forge does not let be fetched`, {
    code: 'REF_UNKNOWN',
    hint: 'Push the branch to the repository itself.',
  })
