import type { Clock } from '../ports/clock.ts'
import type { OutboxItem } from '../ports/outbox-store.ts'

type Kind = Pick<OutboxItem, 'channel' | 'kind'>

/** What forges have refused to take from us at all, so that not every deployment is refused anew. */
export interface Refusals {
  /** Reports of this kind of this repository are not allowed, the forge says. */
  refused(item: Kind): void
  /** Whether it said so a short while ago. */
  isRefused(item: Kind): boolean
}

/** For so long it is not asked again: whoever mends a token wants to see it soon. */
const restMs = 15 * 60_000

/** Forgets with the process: a restart asks again. */
export function createRefusals(clock: Pick<Clock, 'now'>): Refusals {
  const until = new Map<string, number>()
  const keyOf = ({ channel, kind }: Kind) => `${kind} ${channel}`
  return {
    refused: item => until.set(keyOf(item), clock.now() + restMs),
    isRefused: item => (until.get(keyOf(item)) ?? 0) > clock.now(),
  }
}
