import type { App } from '../../core/app.ts'
import type { CheckLimits } from '../../core/check/check-limits.ts'
import type { CheckSpec } from '../../core/check/check-spec.ts'
import type { CheckRun } from '../ports/check-store.ts'
import type { CheckLines } from './check-lines.ts'

/** A check under way. */
export interface CheckWork {
  readonly app: App
  readonly check: CheckRun
  readonly lines: CheckLines
  /** Aborts when the check is cancelled, or Redhook stops. */
  readonly signal: AbortSignal
}

/** What a box is made for. */
export interface BoxWish {
  readonly spec: CheckSpec
  readonly limits: CheckLimits
  /** The files of the commit. Absolute. */
  readonly tree: string
}
