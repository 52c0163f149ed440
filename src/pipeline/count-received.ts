import type { Metrics } from './ports/metrics.ts'
import type { Receive } from './receive.ts'

/** Receives, and counts what was decided. */
export const countReceived =
  (receive: Receive, metrics: Pick<Metrics, 'received'>): Receive =>
  async raw => {
    const received = await receive(raw)
    metrics.received(received.kind === 'recorded' ? received.status : received.kind)
    return received
  }
