import type { Deployment } from '../core/deployment/deployment.ts'
import { retryDelayMs } from '../core/deployment/retry.ts'
import { RedhookError } from '../core/errors.ts'
import type { RunSignals } from './run.ts'

/**
 * A step that was ended because Redhook stops may fail with any words; only the signal knows better. What a person cancelled does not go
 * on with the next start.
 */
export const isStopped = (error: unknown, { stopping }: Pick<RunSignals, 'stopping'>): boolean =>
  stopping.aborted &&
  (!(error instanceof RedhookError) || ['STOPPED', 'STEP_TIMEOUT'].includes(error.code) || error.retryable)

/** How long a deployment that failed so waits before it is tried again, in milliseconds; undefined when it is not. */
export const waitsMs = (error: unknown, { retries }: Pick<Deployment, 'retries'>): number | undefined =>
  error instanceof RedhookError && error.retryable ? retryDelayMs(retries) : undefined

/** Whether a deployment that failed so goes back to the queue. */
export const goesOn = (error: unknown, deployment: Deployment, signals: Pick<RunSignals, 'stopping'>): boolean =>
  isStopped(error, signals) || waitsMs(error, deployment) !== undefined
