import type { DetourCause } from '../../core/deployment/deployment.ts'

/** An app that is not deployed for a while: what is queued for it waits. Times are UTC, epoch milliseconds. */
export interface Lock {
  readonly app: string
  readonly reason: string
  readonly by: string
  readonly at: number
  /** Without it, until somebody unlocks. */
  readonly until?: number
}

/** Another branch than the usual one, for a while: pushes to it deploy, pushes to the usual one are recorded. */
export interface Detour {
  readonly app: string
  /** The branch that is followed instead. */
  readonly branch: string
  readonly by: string
  readonly at: number
  readonly until?: number
}

/** Locks and detours: one of each an app at most. Durable when the call returns. */
export interface HoldStore {
  /** Sets or replaces it. */
  lock(lock: Lock): void
  /** Returns the lock that ended. */
  unlock(app: string): Lock | undefined
  /** Those in force at `now`, by app; `claim` passes over what they hold, but for ways back (urgency 2). */
  locks(now: number): ReadonlyMap<string, Lock>
  /** Those whose time is over, taken out: to be told of. */
  takeEndedLocks(now: number): Lock[]
  setDetour(detour: Detour): void
  endDetour(app: string): Detour | undefined
  /** All of them, also those whose time is over: they end when somebody ends them. */
  detours(): ReadonlyMap<string, Detour>
  /** Those that deployments of the app led to or back from, newest first, as far as these are kept. */
  pastDetours(app: string): DetourCause[]
}
