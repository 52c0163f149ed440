import type { App } from '../core/app.ts'
import type { Deployment, State } from '../core/deployment/deployment.ts'
import { RedhookError } from '../core/errors.ts'
import { formatLock, formatUnlock } from '../core/notice/format-lock.ts'
import { formatNotice } from '../core/notice/format-notice.ts'
import type { Notice } from '../core/notice/notice.ts'
import { planNotices } from '../core/notice/plan-notices.ts'
import { createRedact } from '../core/redact.ts'
import { readNoticeHistory } from './notice-history.ts'
import type { Clock } from './ports/clock.ts'
import type { StateEvent } from './ports/event-store.ts'
import type { Lock } from './ports/hold-store.ts'
import type { Log } from './ports/log.ts'
import type { Store } from './ports/store.ts'

export interface TellPorts {
  readonly store: Pick<
    Store,
    'addToOutbox' | 'toldUntil' | 'eventsAfter' | 'lastEvent' | 'onEvents' | 'get' | 'list' | 'listOutbox'
  >
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  findApp(name: string): App | undefined
  publicUrl(): string | undefined
  /** Everything that must never be shown. */
  secrets(): Iterable<string>
  /** Something was put into the outbox. */
  wake(): void
}

/** Puts into the outbox what people want to hear of. */
export interface Teller extends Disposable {
  /** Of a lock that was set. */
  locked(lock: Lock): void
  /** Of a lock that ended; without `by` its time was over. */
  unlocked(lock: Lock, by?: string): void
}

const page = 500

/**
 * Follows the stream of events from where it was when it last told of an end: what ended while nobody listened, or right before a crash, is
 * told at the next start, and nothing twice, since the position moves with what is put into the outbox.
 */
export function startTeller(ports: TellPorts): Teller {
  const { store, log, clock } = ports
  let position = store.toldUntil()
  if (position === undefined) {
    position = store.lastEvent()
    store.addToOutbox([], position)
  }
  const follow = () => {
    try {
      for (;;) {
        const events = store.eventsAfter(position ?? 0, { limit: page })
        for (const event of events) {
          tellEnd(event, ports)
          position = event.seq
        }
        if (events.length < page) return
        store.addToOutbox([], position)
      }
    } catch (error) {
      log.error({ err: error }, 'the ends of deployments could not be told')
    }
  }
  const listening = store.onEvents(follow)
  follow()
  const tell = (app: string, notice: Notice) => put(ports, { app, notice, at: clock.now() })
  return {
    locked: lock => tell(lock.app, formatLock(lock, ports.publicUrl())),
    unlocked: (lock, by) =>
      tell(lock.app, formatUnlock(lock, { at: clock.now(), ...(by === undefined ? {} : { by }) }, ports.publicUrl())),
    [Symbol.dispose]: () => listening[Symbol.dispose](),
  }
}

/** Nobody hears of the other ends; a burst of pushes overtakes many. */
const toldStates: ReadonlySet<State> = new Set(['succeeded', 'failed', 'rolled_back'])

/** Of a deployment that ended, whoever ended it. The position moves even where nobody wants to hear of it. */
function tellEnd({ seq, deployment, what }: StateEvent, ports: TellPorts): void {
  if (what.kind !== 'state' || !toldStates.has(what.state)) return
  const items = itemsFor(deployment, ports)
  ports.store.addToOutbox(items, seq)
  if (items.length > 0) ports.wake()
}

type NewItem = Parameters<Store['addToOutbox']>[0][number]

/** One that cannot be told of must not hold up all that follow; a store that is away for a while, though, must not lose any. */
function itemsFor(id: number, ports: TellPorts): NewItem[] {
  try {
    const ended = ports.store.get(id)
    const subscriptions = (ended && ports.findApp(ended.app)?.notify) ?? []
    return ended === undefined || subscriptions.length === 0 ? [] : itemsOf(ended, subscriptions, ports)
  } catch (error) {
    if (error instanceof RedhookError && error.retryable) throw error
    ports.log.error({ deployment: id, err: error }, 'the end of a deployment could not be told')
    return []
  }
}

function itemsOf(ended: Deployment, to: App['notify'], ports: TellPorts): NewItem[] {
  const now = ports.clock.now()
  return planNotices(ended, readNoticeHistory(ended, ports.store), to).map(planned => ({
    channel: planned.channel,
    kind: planned.kind,
    app: ended.app,
    deployment: ended.id,
    payload: toPayload(formatNotice(ended, planned, ports.publicUrl()), ports.secrets()),
    createdAt: now,
    availableAt: now,
  }))
}

function put(
  { store, secrets, wake, findApp, log }: TellPorts,
  { app, notice, at }: { readonly app: string; readonly notice: Notice; readonly at: number },
): void {
  const channels = (findApp(app)?.notify ?? []).filter(({ on }) => on.includes('locked'))
  if (channels.length === 0) return
  const item = { kind: notice.kind, app, payload: toPayload(notice, secrets()), createdAt: at, availableAt: at }
  try {
    store.addToOutbox(channels.map(({ channel }) => ({ channel, ...item })))
    wake()
  } catch (error) {
    log.error({ app, err: error }, 'a lock could not be told')
  }
}

function toPayload(notice: Notice, secrets: Iterable<string>): string {
  const redact = createRedact(secrets)
  return JSON.stringify(notice, (_key, value: unknown) => (typeof value === 'string' ? redact(value) : value))
}
