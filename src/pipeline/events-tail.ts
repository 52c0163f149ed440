import { isFinal } from '../core/deployment/deployment.ts'
import type { ToldEvent } from './events.ts'
import type { StateEvent } from './ports/event-store.ts'
import type { Store } from './ports/store.ts'

/** Some events in order. */
export interface EventsPiece {
  readonly events: readonly ToldEvent[]
  /** Everything up to here has been looked at. */
  readonly seq: number
  /** How many events before these are no longer kept, at most. */
  readonly missing: number
}

/** The newest events in memory, shared by all streams; older ones come from the store. */
export interface EventsTail {
  /** Forgets what it holds: nobody read on for a while. */
  restart(): void
  /** There may be further events. */
  expect(): void
  /** The next events after that position, of all apps. */
  after(seq: number): EventsPiece
}

const keptEvents = 4_000
const pieceEvents = 200
const atOnce = 1_000

export function createEventsTail(store: Pick<Store, 'get' | 'eventsAfter' | 'lastEvent' | 'firstEvent'>): EventsTail {
  let kept: ToldEvent[] = []
  /** Nothing between this position and the first kept event was left out. */
  let from = 0
  let end = 0
  let isBehind = true
  const tell = (event: StateEvent) => toTold(event, store)
  const refresh = () => {
    while (isBehind) {
      const found = store.eventsAfter(end, { limit: atOnce })
      isBehind = found.length === atOnce
      kept.push(...found.map(tell))
      end = found.at(-1)?.seq ?? end
      if (kept.length > keptEvents * 2) {
        from = kept.at(-keptEvents - 1)?.seq ?? from
        kept = kept.slice(-keptEvents)
      }
    }
  }
  const fromStore = (seq: number): EventsPiece => {
    const missing = Math.max(0, store.firstEvent() - 1 - seq)
    const events = store.eventsAfter(seq, { limit: pieceEvents }).map(tell)
    return { events, seq: events.at(-1)?.seq ?? Math.max(seq, end), missing }
  }
  return {
    restart() {
      kept = []
      from = store.lastEvent()
      end = from
    },
    expect() {
      isBehind = true
    },
    after(seq) {
      refresh()
      if (seq >= end) return { events: [], seq, missing: 0 }
      if (seq < from) return fromStore(seq)
      const start = firstAfter(kept, seq)
      const events = kept.slice(start, start + pieceEvents)
      return { events, seq: events.at(-1)?.seq ?? end, missing: 0 }
    },
  }
}

/** The index of the first event after that position, by halves. */
function firstAfter(events: readonly ToldEvent[], seq: number): number {
  let [low, high] = [0, events.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((events[middle]?.seq ?? 0) > seq) high = middle
    else low = middle + 1
  }
  return low
}

function toTold({ seq, at, app, deployment, what }: StateEvent, store: Pick<Store, 'get'>): ToldEvent {
  if (what.kind === 'step') return { kind: 'step', seq, at, app, deployment, step: what.step, result: what.result }
  if (what.kind === 'hold') return { kind: 'hold', seq, at, app, what: what.what }
  const { state } = what
  // Superseded come as fast as pushes do, and their reason says no more than their state.
  const found = isFinal(state) && state !== 'superseded' ? store.get(deployment) : undefined
  return {
    kind: 'state',
    seq,
    at,
    app,
    deployment,
    state,
    ...(found?.reason === undefined ? {} : { reason: found.reason }),
    ...(found?.error === undefined ? {} : { error: found.error.code }),
  }
}
