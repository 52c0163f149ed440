import { Gauge, type Registry } from 'prom-client'
import type { Store } from '../../pipeline/ports/store.ts'

interface MeasuredStore {
  readonly store: Pick<Store, 'counts' | 'list' | 'outboxCounts' | 'databaseSize'>
  readonly clock: { now(): number }
}

/** More than ever wait: one an app, and a rollback. */
const mostQueued = 2_000

/** What waits, and what the store takes; asked for when the metrics are read. */
export function measureStore({ store, clock }: MeasuredStore, registers: Registry[]): void {
  const ageOf = (at: number | undefined) => (at === undefined ? 0 : Math.max(0, clock.now() - at) / 1_000)
  new Gauge({
    name: 'redhook_queue_deployments',
    help: 'Deployments that wait or run.',
    labelNames: ['state'],
    registers,
    collect() {
      const { queued, running } = store.counts()
      this.set({ state: 'queued' }, queued)
      this.set({ state: 'running' }, running)
    },
  })
  new Gauge({
    name: 'redhook_queue_oldest_age_seconds',
    help: 'How long the oldest deployment that waits has been waiting; 0 when none does.',
    registers,
    collect() {
      const waiting = store.list({ states: ['queued'], limit: mostQueued })
      this.set(ageOf(waiting.length === 0 ? undefined : Math.min(...waiting.map(({ createdAt }) => createdAt))))
    },
  })
  new Gauge({
    name: 'redhook_outbox_messages',
    help: 'Messages that wait to be told, or were given up.',
    labelNames: ['state'],
    registers,
    collect() {
      const { waiting, failed } = store.outboxCounts()
      this.set({ state: 'waiting' }, waiting)
      this.set({ state: 'failed' }, failed)
    },
  })
  new Gauge({
    name: 'redhook_outbox_oldest_age_seconds',
    help: 'How long the oldest message that waits has been waiting; 0 when none does.',
    registers,
    collect() {
      this.set(ageOf(store.outboxCounts().oldestWaitingAt))
    },
  })
  new Gauge({
    name: 'redhook_store_bytes',
    help: 'Bytes of the SQLite file, and how many of them its pages hold free.',
    labelNames: ['part'],
    registers,
    collect() {
      const { bytes, freeBytes } = store.databaseSize()
      this.set({ part: 'all' }, bytes)
      this.set({ part: 'free' }, freeBytes)
    },
  })
}
