import type { Failure } from '../../core/errors.ts'

/** The steps of `.redhook.yml` at one commit of a pull request. Times are UTC, epoch milliseconds. */
export interface CheckRun {
  readonly id: number
  readonly app: string
  readonly repository: string
  readonly number: number
  readonly commit: string
  readonly headBranch: string
  readonly isFork: boolean
  /** `skipped`: there is no `.redhook.yml`, or it may not run; `cancelled`: a newer commit took its place, or somebody ended it. */
  readonly state: 'queued' | 'running' | 'succeeded' | 'failed' | 'skipped' | 'cancelled'
  readonly reason?: string
  readonly error?: Failure
  readonly attempts: number
  readonly createdAt: number
  readonly startedAt?: number
  readonly finishedAt?: number
}

/** A check to be queued. */
export interface NewCheck
  extends Pick<CheckRun, 'app' | 'repository' | 'number' | 'commit' | 'headBranch' | 'isFork' | 'createdAt'> {
  /** Why it may not run. */
  readonly refused?: string
}

export interface CheckStore {
  /**
   * Queues a check, durably; one of the same app, number and commit that is there already is returned instead, and waits again where it was
   * cancelled or skipped. With `refused` it is skipped at once, with that reason. Older ones of the pull request that still wait are cancelled; one that is older itself, by `createdAt`, is cancelled at once.
   */
  queueCheck(check: NewCheck): CheckRun
  /** The oldest that waits, now running. */
  claimCheck(now: number): CheckRun | undefined
  finishCheck(
    id: number,
    end: { state: Exclude<CheckRun['state'], 'queued' | 'running'>; reason?: string; error?: Failure; now: number },
  ): void
  /** Lets one that has ended wait again, as if it were new. */
  retryCheck(id: number): void
  /** Back to the queue because Redhook stops: the attempt does not count. */
  putBackCheck(id: number): void
  /** After a crash: those that ran wait again, up to three attempts; then they failed. */
  recoverChecks(now: number): void
  check(id: number): CheckRun | undefined
  /** Removes those that ended before then, and returns them: their logs go, too. */
  sweepChecks(olderThan: number): { app: string; id: number }[]
  /** Newest first. */
  checks(filter: {
    readonly app?: string
    readonly number?: number
    readonly limit: number
    readonly before?: number
  }): CheckRun[]
}
