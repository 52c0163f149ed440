import type { HouseHealth, ReadinessCheck } from './house.ts'
import { type DiskPorts, measureDisks } from './house-disks.ts'
import { remotesOf } from './house-remotes.ts'
import type { RemoteWatch } from './polling/watch-remotes.ts'
import type { Clock } from './ports/clock.ts'
import type { PublishedState } from './ports/published-addresses.ts'
import type { Store } from './ports/store.ts'

export interface HealthPorts extends DiskPorts {
  readonly store: Pick<Store, 'counts' | 'list' | 'latest' | 'databaseSize' | 'rowCounts' | 'outboxCounts'>
  readonly clock: Pick<Clock, 'now'>
  /** UTC, epoch milliseconds. */
  readonly startedAt: number
  readiness(): Promise<readonly ReadinessCheck[]>
  readonly watch: Pick<RemoteWatch, 'seen' | 'counts'>
  /** Undefined while they are not used. */
  addresses(): PublishedState | undefined
  registry(): HouseHealth['registry']
}

/** How Redhook itself is. */
export async function checkHealth(ports: HealthPorts): Promise<HouseHealth> {
  const { store, clock, startedAt } = ports
  const addresses = ports.addresses()
  const [checks, disk] = await Promise.all([ports.readiness(), measureDisks(ports)])
  return {
    at: clock.now(),
    startedAt,
    checks,
    disk,
    queue: queueOf(store),
    database: { ...store.databaseSize(), ...store.rowCounts() },
    remotes: remotesOf(ports.apps(), store, ports.watch.seen()),
    watching: ports.watch.counts(),
    ...(addresses === undefined ? {} : { addresses }),
    registry: ports.registry(),
    outbox: store.outboxCounts(),
  }
}

/** Of each app at most a few wait. */
const mostWaiting = 1_000

function queueOf(store: Pick<Store, 'counts' | 'list'>): HouseHealth['queue'] {
  const counts = store.counts()
  const oldest = counts.queued === 0 ? undefined : store.list({ states: ['queued'], limit: mostWaiting }).at(-1)
  return { ...counts, ...(oldest === undefined ? {} : { oldestQueuedAt: oldest.createdAt }) }
}
