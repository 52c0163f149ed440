import type { Deployment } from '../core/deployment/deployment.ts'
import { RedhookError } from '../core/errors.ts'
import type { Clock } from './ports/clock.ts'
import type { Log } from './ports/log.ts'

const pauseMs = 5_000

interface WritePorts {
  readonly clock: Pick<Clock, 'sleep'>
  readonly log: Log
}

/**
 * Writes down how a deployment ended, again and again where the store cannot be written, as on a full disk: its lane is free only then.
 * Once Redhook stops, the next start settles what could not be written. Never throws.
 */
export async function untilWritten(
  write: () => void,
  { clock, log }: WritePorts,
  { id, app }: Pick<Deployment, 'id' | 'app'>,
  stopping: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      write()
      return
    } catch (error) {
      log.error({ app, deployment: id, err: error }, 'how a deployment ended could not be written down')
      if (stopping.aborted || !(error instanceof RedhookError && error.retryable)) return
      await clock.sleep(pauseMs, stopping).catch(() => undefined)
    }
  }
}
