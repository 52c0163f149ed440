import type { Channel } from '../core/notice/channel.ts'
import type { Notice } from '../core/notice/notice.ts'
import { retryWaitMs } from '../core/notice/retry-wait.ts'
import { createRedact } from '../core/redact.ts'
import { currentName } from '../core/report/current-name.ts'
import type { Report } from '../core/report/report.ts'
import { parseReportChannel } from '../core/report/report-channel.ts'
import type { Clock } from './ports/clock.ts'
import type { Log } from './ports/log.ts'
import type { Notifier, Sent } from './ports/notifier.ts'
import type { OutboxItem } from './ports/outbox-store.ts'
import type { ProviderApi } from './ports/provider-api.ts'
import type { Store } from './ports/store.ts'
import type { Refusals } from './reporting/refusals.ts'

export interface OutboxPorts {
  readonly store: Pick<Store, 'dueOutbox' | 'nextOutboxAt' | 'settleOutbox' | 'knownRepositories'>
  readonly notifier: Notifier
  readonly forges: Pick<ProviderApi, 'send'>
  readonly refusals: Pick<Refusals, 'refused'>
  readonly clock: Pick<Clock, 'now' | 'sleep'>
  readonly log: Log
  /** Of the registry in force, by name. */
  channels(): ReadonlyMap<string, Channel>
  allowPrivate(): readonly string[]
  /** Everything that must never be shown. */
  secrets(): Iterable<string>
}

/** Sends what waits in the outbox. */
export interface Outbox {
  /** Something was put in: look now. */
  wake(): void
  /** Ends what is under way; it is sent again after the next start. */
  stop(): Promise<void>
}

const mostChannels = 200
/** Forges ask not to be called by many at once; one that hangs keeps the others waiting no longer than a call may take. */
const mostAtOnce = 4
const soonestMs = 1_000
const latestMs = 60_000

/**
 * Takes what is due, one message a channel at a time, so that their order holds and a channel that hangs holds up no other. Each repository
 * is a channel of its forge; of a forge, a few are told at once.
 */
export function startOutbox(ports: OutboxPorts): Outbox {
  const { store, clock, log } = ports
  const stopping = new AbortController()
  const busy = new Map<string, Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let willLook = false

  const look = () => {
    willLook = false
    clearTimeout(timer)
    if (stopping.signal.aborted) return
    try {
      for (const item of store.dueOutbox(clock.now(), mostChannels)) if (mayBegin(item)) begin(item)
      waitForNext()
    } catch (error) {
      log.error({ err: error }, 'the outbox could not be read')
      timer = setTimeout(look, latestMs)
    }
  }
  const mayBegin = ({ channel }: OutboxItem): boolean => {
    if (busy.has(channel)) return false
    const provider = parseReportChannel(channel)?.provider
    if (provider === undefined) return true
    return [...busy.keys()].filter(other => other.startsWith(`@${provider}/`)).length < mostAtOnce
  }
  const begin = (item: OutboxItem) => {
    const work = deliver(item, ports, stopping.signal)
      .catch((error: unknown) => {
        if (stopping.signal.aborted) return
        log.error(
          { outbox: item.id, channel: item.channel, err: error },
          'a message of the outbox could not be settled',
        )
        // What can't be written down is not tried again in the same breath.
        return clock.sleep(latestMs, stopping.signal).catch(() => undefined)
      })
      .finally(() => {
        busy.delete(item.channel)
        wake()
      })
    busy.set(item.channel, work)
  }
  const wake = () => {
    if (willLook || stopping.signal.aborted) return
    willLook = true
    setImmediate(look)
  }
  const waitForNext = () => {
    const at = store.nextOutboxAt()
    if (at !== undefined) timer = setTimeout(look, Math.min(Math.max(at - clock.now(), soonestMs), latestMs))
  }

  wake()
  return {
    wake,
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await Promise.allSettled(busy.values())
    },
  }
}

/** Sends one message once and writes down what came of it. */
async function deliver(item: OutboxItem, ports: OutboxPorts, signal: AbortSignal): Promise<void> {
  const { store, clock, log } = ports
  const { id, app, kind } = item
  const sent = await send(item, ports, signal)
  if (signal.aborted) return
  const now = clock.now()
  if (sent.ok) {
    store.settleOutbox(id, { state: 'sent', now })
    log.debug({ outbox: id, channel: item.channel, app, kind }, 'told')
    return
  }
  const error = createRedact(ports.secrets())(sent.error)
  const attempts = item.attempts + 1
  const waitMs = sent.isFinal ? undefined : retryWaitMs({ ...item, attempts }, now, sent.retryAfterMs)
  const fields = { outbox: id, channel: item.channel, app, kind, attempts, error }
  if (sent.isDenied === true) ports.refusals.refused(item)
  if (waitMs === undefined) {
    store.settleOutbox(id, { state: 'failed', now, error })
    log.warn(fields, 'a message was given up')
  } else {
    store.settleOutbox(id, { state: 'waiting', availableAt: now + waitMs, error })
    log.info({ ...fields, waitMs }, 'a message waits to be sent again')
  }
}

const gone: Sent = { ok: false, isFinal: true, error: 'The channel is not in the registry any more.' }

async function send(item: OutboxItem, ports: OutboxPorts, signal: AbortSignal): Promise<Sent> {
  const repository = parseReportChannel(item.channel)
  if (repository !== undefined) {
    const where = currentName(repository, ports.store.knownRepositories())
    return ports.forges.send(where, JSON.parse(item.payload) as Report, signal)
  }
  const channel = ports.channels().get(item.channel)
  if (channel === undefined) return gone
  const notice = JSON.parse(item.payload) as Notice
  const options = { id: messageId(item), now: ports.clock.now(), allowPrivate: ports.allowPrivate(), signal }
  return ports.notifier.send(channel, notice, options)
}

/** The same over all attempts and restarts; numbers of another store's outbox do not clash with it. */
const messageId = ({ id, createdAt }: OutboxItem): string => `msg_${createdAt.toString(36)}_${id}`
