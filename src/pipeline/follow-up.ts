import type { App } from '../core/app.ts'
import type { AppIndex } from '../core/delivery/app-index.ts'
import { hookOf } from '../core/delivery/judge-kept.ts'
import type { PullRequest } from '../core/delivery/meaning.ts'
import { type KnownIdentities, recognise } from '../core/delivery/recognise.ts'
import { foldCase } from '../core/delivery/repository-name.ts'
import { retryDelayMs } from '../core/deployment/retry.ts'
import { RedhookError } from '../core/errors.ts'
import type { Clock } from './ports/clock.ts'
import type { StoredDelivery } from './ports/listing-store.ts'
import type { Log } from './ports/log.ts'
import type { Store } from './ports/store.ts'

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

export interface FollowUpPorts {
  readonly store: Pick<Store, 'pendingDeliveries' | 'settleDelivery'>
  readonly clock: Pick<Clock, 'sleep'>
  readonly log: Log
  appIndex(): AppIndex
  known(): KnownIdentities
  /** By names for the log. Each gets the events of a repository in order, whatever the others do with them. */
  readonly pullRequests: Readonly<Record<string, HandlePullRequest>>
  /** A GitHub App was installed or removed. */
  forgetInstallations(): void
}

/** Hands on what was stored to be handed on, also what a crash left. Disposing waits for what is being handled. */
export interface FollowUp extends AsyncDisposable {
  /** Something was stored. */
  wake(): void
}

/** So many are under way at once; with every handler waiting for a forge that is away, further ones wait in the store. */
const mostAtOnce = 1_000

/** A store that is away for a moment. */
const lookAgainMs = 5_000

/** Starts with what waits already. */
export function startFollowUp(ports: FollowUpPorts): FollowUp {
  const { store, clock, log } = ports
  const ending = new AbortController()
  const underWay = new Map<number, Promise<void>>()
  const lines = createLines()
  const look = (): void => {
    if (ending.signal.aborted) return
    try {
      begin()
    } catch (error) {
      log.error({ err: error }, 'what waits to be handed on could not be read; it is looked at again')
      void clock.sleep(lookAgainMs, ending.signal).then(look, () => undefined)
    }
  }
  const begin = (): void => {
    const pending = store.pendingDeliveries(mostAtOnce)
    const mayBeMore = pending.length === mostAtOnce
    for (const delivery of pending) {
      if (underWay.has(delivery.seq)) continue
      const done = handOn(ports, delivery, lines, ending.signal)
        .then(isDone => isDone && store.settleDelivery(delivery.seq))
        .catch((error: unknown) => log.error({ delivery: delivery.id, err: error }, 'a delivery could not be settled'))
        .then(() => void underWay.delete(delivery.seq))
        .then(() => (mayBeMore && underWay.size === 0 ? look() : undefined))
      underWay.set(delivery.seq, done)
    }
  }
  look()
  return {
    wake: look,
    async [Symbol.asyncDispose]() {
      ending.abort()
      await Promise.all(underWay.values())
    },
  }
}

/** Work that waits for what came before it in its line, and hears whether that went well. */
type Lines = (line: string, work: (before: boolean) => Promise<boolean>) => Promise<boolean>

function createLines(): Lines {
  const ends = new Map<string, Promise<boolean>>()
  return (line, work) => {
    const end = (ends.get(line) ?? Promise.resolve(true)).then(work)
    ends.set(line, end)
    return end.finally(() => {
      if (ends.get(line) === end) ends.delete(line)
    })
  }
}

/** Whether every handler is through with it, and with all before it of the pull request: after a crash they are handled again in order. */
async function handOn(
  ports: FollowUpPorts,
  delivery: StoredDelivery,
  lines: Lines,
  signal: AbortSignal,
): Promise<boolean> {
  const { meaning, repository = '', hook } = delivery
  if (meaning?.kind === 'installation') ports.forgetInstallations()
  if (meaning?.kind !== 'pull-request') return true
  const { provider } = hookOf(hook)
  const of = `${provider} ${foldCase(repository)}`
  const rests: Promise<void>[] = []
  const handled = Object.entries(ports.pullRequests).map(([name, handle]) =>
    lines(`${name} ${of}`, () =>
      untilHandled(ports, { delivery, name, signal }, () => {
        const found = recognise(provider, meaning.repository, { apps: ports.appIndex(), known: ports.known() })
        return handle(delivery, meaning, found.entry.apps, done => rests.push(done))
      }),
    ),
  )
  const all = Promise.all(handled)
  return lines(
    `${of} ${meaning.number}`,
    async before => (await all).every(Boolean) && before && areDone(rests, signal),
  )
}

/** False when Redhook stops first. */
function areDone(rests: readonly Promise<void>[], signal: AbortSignal): Promise<boolean> {
  if (rests.length === 0) return Promise.resolve(true)
  return new Promise(resolve => {
    const stop = () => resolve(false)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    void Promise.all(rests)
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
  { clock, log }: FollowUpPorts,
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
