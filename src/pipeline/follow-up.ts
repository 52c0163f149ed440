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
) => Promise<void>

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

/** Work that waits for what came before it in its line. */
type Lines = (line: string, work: () => Promise<boolean>) => Promise<boolean>

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

/** Whether every handler is through with it. */
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
  const handled = Object.entries(ports.pullRequests).map(([name, handle]) =>
    lines(`${name} ${provider} ${foldCase(repository)}`, () =>
      untilHandled(ports, { delivery, name, signal }, () => {
        const found = recognise(provider, meaning.repository, { apps: ports.appIndex(), known: ports.known() })
        return handle(delivery, meaning, found.entry.apps)
      }),
    ),
  )
  return (await Promise.all(handled)).every(Boolean)
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
