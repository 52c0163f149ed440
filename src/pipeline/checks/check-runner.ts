import type { App } from '../../core/app.ts'
import { failedStatus } from '../../core/check/check-words.ts'
import { RedhookError, redactError, toFailure } from '../../core/errors.ts'
import { createRedact, looksSecret } from '../../core/redact.ts'
import type { CheckRun } from '../ports/check-store.ts'
import { createCheckLines } from './check-lines.ts'
import type { CheckPorts } from './check-ports.ts'
import { reportCheck } from './report-check.ts'
import { type CheckEnd, runCheck } from './run-check.ts'

/** Runs queued checks, two at a time, beside deployments. */
export interface CheckRunner {
  /** Something was queued. */
  wake(): void
  /** Ends one that runs; false where it does not. */
  cancel(id: number, error: RedhookError): boolean
  /** Those that run now. */
  running(): readonly CheckRun[]
  /** Ends what runs; it waits again, and runs at the next start. */
  stop(): Promise<void>
}

const most = 2

interface Run {
  readonly check: CheckRun
  readonly abort: AbortController
  readonly ended: Promise<void>
}

/** Begins at once with what waits, what a crash interrupted among it. */
export function startCheckRunner(ports: CheckPorts): CheckRunner {
  const { store, clock, boxes, log } = ports
  const runs = new Map<number, Run>()
  const stopping = new AbortController()
  let cleared: Promise<void> | undefined
  const clear = () =>
    boxes.clear().catch((error: unknown) => log.warn({ err: error }, 'what was left of checks could not be removed'))

  const begin = (check: CheckRun) => {
    const abort = new AbortController()
    cleared ??= clear()
    const ended = cleared
      .then(() => runOne(ports, check, AbortSignal.any([abort.signal, stopping.signal])))
      .catch((error: unknown) => log.error({ err: error, check: check.id }, 'a check could not be ended'))
      .finally(() => {
        runs.delete(check.id)
        wake()
      })
    runs.set(check.id, { check, abort, ended })
  }
  const wake = () => {
    while (!stopping.signal.aborted && runs.size < most) {
      const check = store.claimCheck(clock.now())
      if (check === undefined) return
      begin(check)
    }
  }
  store.recoverChecks(clock.now())
  wake()
  return {
    wake,
    cancel(id, error) {
      const run = runs.get(id)
      run?.abort.abort(error)
      return run !== undefined
    },
    running: () => [...runs.values()].map(({ check }) => check),
    async stop() {
      stopping.abort(isStopping)
      await Promise.all([...runs.values()].map(({ ended }) => ended))
    },
  }
}

const isStopping = new RedhookError('Redhook stops', {
  code: 'STOPPED',
  hint: 'The check runs again at the next start.',
})

async function runOne(ports: CheckPorts, check: CheckRun, signal: AbortSignal): Promise<void> {
  const { store, clock, logs, log } = ports
  const app = ports.findApp(check.app)
  if (app?.checks === undefined) return finishGone(ports, check)
  const writer = logs.open(check.app, check.id)
  writer.hide(envSecrets(app))
  const lines = createCheckLines(writer, clock)
  try {
    const end = await runCheck({ app, check, lines, signal }, ports)
    lines.note('report', end.reason)
    store.finishCheck(check.id, { ...end, now: clock.now() })
    tellEnd(ports, app, check, end)
    log.info({ app: app.name, check: check.id, state: end.state }, 'check ended')
  } catch (error) {
    if (signal.reason === isStopping) {
      lines.note('report', 'Redhook stops; the check runs again at the next start')
      store.putBackCheck(check.id)
    } else settleFailure(ports, { app, check, note: text => lines.note('report', text) }, error)
  } finally {
    await writer.close()
  }
}

/** Of the variables that a service of a check is given. */
const envSecrets = ({ previews }: App): string[] =>
  Object.entries(previews?.env ?? {}).flatMap(([name, value]) => (looksSecret(name, value) ? [value] : []))

const finishGone = ({ store, clock }: CheckPorts, { id }: CheckRun): void =>
  store.finishCheck(id, { state: 'cancelled', reason: 'the app has no checks any more', now: clock.now() })

/** Nothing is said of a commit without a spec. */
function tellEnd(ports: CheckPorts, app: App, check: CheckRun, { state, reason }: CheckEnd): void {
  if (state === 'succeeded') reportCheck(ports, app, check, { state: 'success', description: reason })
}

interface Failing {
  readonly app: App
  readonly check: CheckRun
  note(text: string): void
}

function settleFailure(ports: CheckPorts, { app, check, note }: Failing, thrown: unknown): void {
  const { store, clock, log } = ports
  const redact = createRedact([...ports.secrets(), ...envSecrets(app)])
  const error = toFailure(thrown instanceof RedhookError ? redactError(thrown, redact) : thrown)
  const isCancelled = error.code === 'CANCELLED'
  note(error.message)
  store.finishCheck(check.id, {
    state: isCancelled ? 'cancelled' : 'failed',
    reason: error.message,
    ...(isCancelled ? {} : { error }),
    now: clock.now(),
  })
  reportCheck(ports, app, check, failedStatus(error))
  log.info({ app: app.name, check: check.id, code: error.code }, 'check did not pass')
}
