import type { StepName } from '../core/deployment/deployment.ts'
import type { RunOptions } from './ports/processes.ts'

/** What every step gets: when to stop, how long it may take, and where its lines go. */
export interface StepContext {
  /** Aborts when Redhook stops, the deployment is cancelled, or the step's time is up. */
  readonly signal: AbortSignal
  /** The step's time limit in milliseconds, for the message; the signal enforces it. */
  readonly timeoutMs: number
  /** Writes one of Redhook's own lines to the deployment's log. */
  note(text: string): void
  /** For `Processes.run`: the child's lines go to the deployment's log. */
  readonly output: NonNullable<RunOptions['onLine']>
}

/** Runs a step: recorded before and after, bounded in time, its lines in the deployment's log. */
export type RunStep = <T>(name: StepName, limit: StepLimit, work: (context: StepContext) => Promise<T>) => Promise<T>

/** The step's time in milliseconds, and the setting that changes it. */
export interface StepLimit {
  readonly timeoutMs: number
  readonly setting?: string
}
