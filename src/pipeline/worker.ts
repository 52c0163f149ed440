import type { App } from '../core/app.ts'
import type { Deployment } from '../core/deployment/deployment.ts'
import { RedhookError, toFailure } from '../core/errors.ts'
import { createCancels } from './cancels.ts'
import { isStopped, waitsMs } from './goes-on.ts'
import type { Clock } from './ports/clock.ts'
import type { Log } from './ports/log.ts'
import type { Store } from './ports/store.ts'
import type { Outcome, RunSignals } from './run.ts'
import { untilWritten } from './until-written.ts'

/** At most this many deployments are in any step at once. */
const mostAtOnce = 8
/** Where the store fails, as on a full disk: what is queued does not wait for a restart. */
const lookAgainMs = 5_000

export interface WorkerPorts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  /** The app as the registry has it now; undefined when it has left. */
  findApp(name: string): App | undefined
  /** Runs all steps; throws what went wrong. Between steps it stops by itself once `stopping` aborts. */
  run(deployment: Deployment, app: App, signals: RunSignals): Promise<Outcome>
}

export interface Worker {
  /** Something was queued: look now. */
  wake(): void
  /** Ends a deployment that runs, or will end it as soon as it runs; what it changed is put back. */
  cancel(id: number, error: RedhookError): void
  /** No new claims; running steps get `graceMs` to finish, what is left goes back to the queue. */
  stop(graceMs: number): Promise<void>
}

/** Takes deployments from the store, one a lane, and settles each: finished, to be tried again, or given up. */
export function startWorker(ports: WorkerPorts): Worker {
  const running = new Set<Promise<void>>()
  const stopping = new AbortController()
  const abort = new AbortController()
  const cancels = createCancels()
  let timer: NodeJS.Timeout | undefined
  let willLook = false

  const look = () => {
    willLook = false
    clearTimeout(timer)
    if (stopping.signal.aborted) return
    try {
      claimAll(ports.clock.now())
    } catch (error) {
      ports.log.error({ err: error }, 'the queue could not be looked at; it is tried again')
      timer = setTimeout(look, lookAgainMs)
    }
  }
  /** One moment for both questions: what is due a millisecond after the first would be waited for by nobody. */
  const claimAll = (now: number) => {
    while (running.size < mostAtOnce) {
      const deployment = ports.store.claim(now)
      if (!deployment) break
      const signals = { stopping: stopping.signal, abort: abort.signal, cancelled: cancels.signalOf(deployment.id) }
      const work = settle(ports, deployment, signals).finally(() => {
        running.delete(work)
        cancels.forget(deployment.id)
        look()
      })
      running.add(work)
    }
    waitForNext(now)
  }
  /** Many pushes of one turn are looked at once. */
  const wake = () => {
    if (willLook) return
    willLook = true
    setImmediate(look)
  }
  const waitForNext = (now: number) => {
    const at = ports.store.nextAvailableAt()
    if (at === undefined || running.size >= mostAtOnce) return
    const waitMs = at - now
    if (waitMs > 0) timer = setTimeout(look, Math.min(waitMs, 60_000))
  }

  wake()
  return {
    wake,
    cancel(id, error) {
      cancels.cancel(id, error)
      wake()
    },
    async stop(graceMs) {
      clearTimeout(timer)
      stopping.abort(
        new RedhookError('Redhook is stopping', {
          code: 'STOPPED',
          hint: 'The deployment goes on with the next start.',
        }),
      )
      const limit = setTimeout(() => abort.abort(stopping.signal.reason), graceMs)
      await Promise.allSettled([...running])
      clearTimeout(limit)
    },
  }
}

/** Runs one deployment and writes down how it ended: the one place that handles failures. */
async function settle(ports: WorkerPorts, deployment: Deployment, signals: RunSignals): Promise<void> {
  const writeDown = await attempt(ports, deployment, signals)
  await untilWritten(writeDown, ports, deployment, signals.stopping)
}

/** Runs it, and returns what writes down how it ended. */
async function attempt(ports: WorkerPorts, deployment: Deployment, signals: RunSignals): Promise<() => void> {
  const { store, clock, log } = ports
  const { id, app: name } = deployment
  try {
    const app = ports.findApp(name)
    if (!app) return () => store.finish(id, 'cancelled', clock.now(), { reason: 'The app left the registry.' })
    log.info({ app: name, deployment: id, attempt: deployment.attempts }, 'deployment begins')
    const outcome = await ports.run(deployment, app, signals)
    return () => settleOutcome(ports, deployment, outcome)
  } catch (error) {
    return () => settleFailure(ports, deployment, signals, error)
  }
}

function settleOutcome({ store, clock, log }: WorkerPorts, { id, app }: Deployment, outcome: Outcome): void {
  if (outcome.state === 'running') return
  const { state, reason } = outcome
  store.finish(id, state, clock.now(), outcome)
  if (outcome.state === 'rolled_back') {
    log.warn({ app, deployment: id, code: outcome.error.code, reason }, 'deployment was rolled back')
  } else {
    log.info({ app, deployment: id, state, reason }, 'deployment finished')
  }
}

function settleFailure(
  { store, clock, log }: WorkerPorts,
  deployment: Deployment,
  signals: RunSignals,
  error: unknown,
): void {
  const { id, app } = deployment
  if (isStopped(error, signals)) {
    store.requeue(id, {
      availableAt: clock.now(),
      reason: 'Redhook stopped; this goes on with the next start.',
      countRetry: false,
      countAttempt: false,
    })
    return
  }
  const failure = toFailure(error)
  const waitMs = waitsMs(error, deployment)
  if (waitMs !== undefined) {
    const reason = `${failure.message}. Tries again in ${Math.round(waitMs / 1000)} s.`
    store.requeue(id, { availableAt: clock.now() + waitMs, reason, countRetry: true, countAttempt: false })
    log.warn({ app, deployment: id, code: failure.code, waitMs }, 'deployment waits to try again')
    return
  }
  const end = { reason: failure.message, error: failure }
  if (failure.code === 'CANCELLED') {
    store.finish(id, 'cancelled', clock.now(), end)
    log.info({ app, deployment: id, reason: failure.message }, 'deployment was cancelled')
    return
  }
  store.finish(id, 'failed', clock.now(), end)
  log.error({ app, deployment: id, code: failure.code, err: error }, 'deployment failed')
}
