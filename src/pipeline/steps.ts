import type { Deployment, StepName } from '../core/deployment/deployment.ts'
import { RedhookError } from '../core/errors.ts'
import type { Clock } from './ports/clock.ts'
import type { DeploymentLogWriter } from './ports/deployment-logs.ts'
import type { Store } from './ports/store.ts'
import type { RunSignals } from './run.ts'
import type { RunStep, StepContext, StepLimit } from './step-context.ts'

interface StepPorts {
  readonly store: Pick<Store, 'beginStep' | 'endStep'>
  readonly clock: Clock
  readonly lines: DeploymentLogWriter
}

/** The step runner of one deployment. Between two steps it stops by itself when Redhook is stopping. */
export function createStepRunner(
  ports: StepPorts,
  { id }: Deployment,
  { stopping, abort }: Omit<RunSignals, 'cancelled'>,
): RunStep {
  const { store, clock, lines } = ports
  return async (name, limit, work) => {
    stopping.throwIfAborted()
    const started = clock.monotonic()
    const end = (result: 'done' | 'failed' | 'interrupted') =>
      store.endStep(id, name, result, clock.monotonic() - started)
    store.beginStep(id, name, clock.now())
    const timeout = new AbortController()
    const timer = setTimeout(() => timeout.abort(stepTimeout(name, limit)), limit.timeoutMs)
    const signal = AbortSignal.any([abort, timeout.signal])
    try {
      const result = await work({ signal, timeoutMs: limit.timeoutMs, ...createOutput(lines, clock, name) })
      signal.throwIfAborted()
      end('done')
      return result
    } catch (error) {
      end(abort.aborted ? 'interrupted' : 'failed')
      // What a stopped child says of its end matters less than why it was stopped.
      throw signal.aborted ? signal.reason : error
    } finally {
      clearTimeout(timer)
    }
  }
}

const createOutput = (
  lines: DeploymentLogWriter,
  clock: Clock,
  step: StepName,
): Pick<StepContext, 'note' | 'output'> => ({
  note: text => lines.write({ at: clock.now(), step, stream: 'note', text }),
  output: (text, stream) => lines.write({ at: clock.now(), step, stream, text }),
})

function stepTimeout(name: StepName, { timeoutMs, setting }: StepLimit): RedhookError {
  return new RedhookError(`The step ${name} took longer than ${Math.round(timeoutMs / 1000)} s and was stopped`, {
    code: 'STEP_TIMEOUT',
    hint:
      setting === undefined
        ? 'Read the log of the step below.'
        : `Read the log of the step below, or raise ${setting}.`,
  })
}
