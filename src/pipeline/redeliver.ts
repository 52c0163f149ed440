import type { AppIndex } from '../core/delivery/app-index.ts'
import { judgeKept } from '../core/delivery/judge-kept.ts'
import type { JudgeFacts } from '../core/delivery/judged.ts'
import { RedhookError } from '../core/errors.ts'
import type { ProviderName } from '../core/provider.ts'
import type { KnownRepositories } from './known-repositories.ts'
import type { Clock } from './ports/clock.ts'
import type { Delivery } from './ports/delivery.ts'
import type { StoredDelivery } from './ports/listing-store.ts'
import type { Log } from './ports/log.ts'
import type { Recorded, Store } from './ports/store.ts'
import { verdictOf } from './verdict.ts'

export interface RedeliverPorts {
  readonly store: Pick<Store, 'getDelivery' | 'record'>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  /** The registry in force. */
  appIndex(): AppIndex
  readonly repositories: KnownRepositories
  /** The number or client id of Redhook's own App at this forge. */
  readonly ownApp?: ((provider: ProviderName) => string | undefined) | undefined
  readonly newestOf?: JudgeFacts['newestOf'] | undefined
  /** Deployments were queued. */
  wake(): void
  /** Something was stored that is to be handed on. */
  followUp?(): void
}

/**
 * Decides again on a delivery that is kept, as if its sender had sent it again.
 * @throws RedhookError DELIVERY_UNKNOWN, STORE_FAILED
 */
export async function redeliver(ports: RedeliverPorts, seq: number, by: string): Promise<Recorded> {
  const { store, clock, log, appIndex, repositories, ownApp, newestOf } = ports
  const kept = findKept(store, seq)
  const echoes = { ...(ownApp && { ownApp }), ...(newestOf && { newestOf }) }
  const facts = { apps: appIndex(), known: repositories.all(), ...echoes }
  const judged = judgeKept(kept, facts)
  if (judged === undefined) return { status: 'ignored', reason: kept.reason, deployments: [] }
  const { isPending: _, ...received } = asReceived(kept)
  const delivery = { ...received, ...(judged.isPending === true && { isPending: true }), receivedAt: clock.now() }
  const recorded = await store.record(delivery, verdictOf(judged, delivery))
  if (judged.remember !== undefined) repositories.remember(judged.remember)
  log.info({ delivery: kept.id, by, status: recorded.status, reason: recorded.reason }, 'delivery decided again')
  if (recorded.status === 'queued') ports.wake()
  if (judged.isPending === true) ports.followUp?.()
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

/** @throws RedhookError DELIVERY_UNKNOWN */
export function findKept(store: Pick<Store, 'getDelivery'>, seq: number): StoredDelivery {
  const kept = store.getDelivery(seq)
  if (kept !== undefined) return kept
  throw unknownDelivery(seq)
}

const unknownDelivery = (seq: number) =>
  new RedhookError(`There is no delivery ${seq}`, {
    code: 'DELIVERY_UNKNOWN',
    hint: 'See which are kept: GET /api/v1/deliveries.',
  })
