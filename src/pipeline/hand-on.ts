import type { App } from '../core/app.ts'
import type { AppIndex } from '../core/delivery/app-index.ts'
import { hookOf } from '../core/delivery/judge-kept.ts'
import type { PullRequest } from '../core/delivery/meaning.ts'
import { type KnownIdentities, recognise } from '../core/delivery/recognise.ts'
import { foldCase } from '../core/delivery/repository-name.ts'
import { retryDelayMs } from '../core/deployment/retry.ts'
import { RedhookError } from '../core/errors.ts'
import type { Lines } from './lines.ts'
import type { Clock } from './ports/clock.ts'
import type { StoredDelivery } from './ports/listing-store.ts'
import type { Log } from './ports/log.ts'

/** Acts on an event of a pull request; the same one twice does no harm. Throws to be asked again. */
export type HandlePullRequest = (
  delivery: StoredDelivery,
  meaning: PullRequest,
  /** Those of its repository. */
  apps: readonly App[],
  waitUntil: WaitUntil,
) => Promise<void>

/** The next event may be heard, but this one is not done before the promise resolves: a crash until then has it handled again. */
export type WaitUntil = (done: Promise<void>) => void

/** What events are handed on with. */
export interface HandOnPorts {
  readonly clock: Pick<Clock, 'sleep'>
  readonly log: Log
  appIndex(): AppIndex
  known(): KnownIdentities
  /** By names for the log. Each gets the events of a repository in order, whatever the others do with them. */
  readonly pullRequests: Readonly<Record<string, HandlePullRequest>>
  /** A GitHub App was installed or removed. */
  forgetInstallations(): void
}

/** Whether every handler is through with it, and with all before it of the pull request: after a crash they are handled again in order. */
export async function handOn(
  ports: HandOnPorts,
  delivery: StoredDelivery,
  lines: Lines,
  signal: AbortSignal,
): Promise<boolean> {
  const { meaning, repository = '', hook } = delivery
  if (meaning?.kind === 'installation') ports.forgetInstallations()
  if (meaning?.kind !== 'pull-request') return true
  const { provider } = hookOf(hook)
  const of = `${provider} ${foldCase(repository)}`
  const unfinished: Promise<void>[] = []
  const handled = Object.entries(ports.pullRequests).map(([name, handle]) =>
    lines(`${name} ${of}`, () =>
      untilHandled(ports, { delivery, name, signal }, () => {
        const found = recognise(provider, meaning.repository, { apps: ports.appIndex(), known: ports.known() })
        return handle(delivery, meaning, found.entry.apps, done => unfinished.push(done))
      }),
    ),
  )
  const all = Promise.all(handled)
  return lines(
    `${of} ${meaning.number}`,
    async before => (await all).every(Boolean) && before && areDone(unfinished, signal),
  )
}

/** False when Redhook stops first. */
function areDone(unfinished: readonly Promise<void>[], signal: AbortSignal): Promise<boolean> {
  if (unfinished.length === 0) return Promise.resolve(true)
  return new Promise(resolve => {
    const stop = () => resolve(false)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    void Promise.all(unfinished)
      .then(() => resolve(true), stop)
      .finally(() => signal.removeEventListener('abort', stop))
  })
}

interface Attempt {
  readonly delivery: StoredDelivery
  readonly name: string
  readonly signal: AbortSignal
}

/** Tries again with growing waits; false when Redhook stops before it went well. What cannot heal is given up at once. */
async function untilHandled(
  { clock, log }: HandOnPorts,
  { delivery, name, signal }: Attempt,
  handle: () => Promise<void>,
): Promise<boolean> {
  for (let tries = 0; !signal.aborted; tries += 1) {
    try {
      await handle()
      return true
    } catch (error) {
      const fields = {
        delivery: delivery.id,
        event: delivery.event,
        repository: delivery.repository,
        handler: name,
        err: error,
      }
      const waitMs = error instanceof RedhookError && !error.retryable ? undefined : retryDelayMs(tries)
      if (waitMs === undefined) {
        log.error(fields, 'a delivery could not be handed on')
        return true
      }
      log.warn({ ...fields, waitMs }, 'a delivery could not be handed on; it is tried again')
      await clock.sleep(waitMs, signal).catch(() => undefined)
    }
  }
  return false
}
