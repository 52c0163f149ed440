import { Counter, type Registry } from 'prom-client'
import type { Decision } from '../../pipeline/ports/metrics.ts'

const decisions = ['queued', 'ignored', 'pong', 'duplicate', 'refused', 'unstored'] as const satisfies Decision[]

/** Counts requests on the hook path. Every label is there from the start, so that rates are right from the first one. */
export function countDeliveries(registers: Registry[]): { count(decision: Decision): void } {
  const deliveries = new Counter({
    name: 'redhook_deliveries_total',
    help: 'Signed deliveries by what was decided.',
    labelNames: ['decision'],
    registers,
  })
  const unsigned = new Counter({
    name: 'redhook_signature_failures_total',
    help: 'Requests on the hook path with a wrong signature, or none.',
    registers,
  })
  const counters = new Map(decisions.map(decision => [decision, deliveries.labels({ decision })]))
  for (const counter of counters.values()) counter.inc(0)
  return {
    count(decision) {
      if (decision === 'unsigned') unsigned.inc()
      else counters.get(decision)?.inc()
    },
  }
}
