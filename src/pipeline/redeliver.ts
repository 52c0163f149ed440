import type { AppIndex } from '../core/delivery/app-index.ts'
import { judgeKept } from '../core/delivery/judge.ts'
import { RedhookError } from '../core/errors.ts'
import type { Clock } from './ports/clock.ts'
import type { Delivery } from './ports/delivery.ts'
import type { StoredDelivery } from './ports/listing-store.ts'
import type { Log } from './ports/log.ts'
import type { Recorded, Store } from './ports/store.ts'
import { verdictOf } from './receive.ts'

export interface RedeliverPorts {
  readonly store: Pick<Store, 'getDelivery' | 'record'>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  /** The registry in force. */
  appIndex(): AppIndex
  /** Deployments were queued. */
  wake(): void
}

/**
 * Decides again on a delivery that is kept, as if its sender had sent it again.
 * @throws RedhookError DELIVERY_UNKNOWN, STORE_FAILED
 */
export async function redeliver(ports: RedeliverPorts, seq: number, by: string): Promise<Recorded> {
  const { store, clock, log, appIndex, wake } = ports
  const kept = store.getDelivery(seq)
  if (kept === undefined) throw unknownDelivery(seq)
  const judged = judgeKept(kept, appIndex())
  if (judged === undefined) return { status: 'ignored', reason: kept.reason, deployments: [] }
  const delivery = { ...asReceived(kept), receivedAt: clock.now() }
  const recorded = await store.record(delivery, verdictOf(judged, delivery))
  log.info({ delivery: kept.id, by, status: recorded.status, reason: recorded.reason }, 'delivery decided again')
  if (recorded.status === 'queued') wake()
  return recorded
}

/** Without what the store found out of it. */
function asReceived(kept: StoredDelivery): Delivery {
  const {
    seq: _seq,
    status: _status,
    reason: _reason,
    receivedAgain: _again,
    receivedAgainAt: _at,
    deployments: _led,
    ...delivery
  } = kept
  return delivery
}

const unknownDelivery = (seq: number) =>
  new RedhookError(`There is no delivery ${seq}`, {
    code: 'DELIVERY_UNKNOWN',
    hint: 'See which are kept: GET /api/v1/deliveries.',
  })
