import type { StepName } from '../../core/deployment/deployment.ts'
import type { DeploymentNumbers } from '../../core/numbers/deployment-numbers.ts'
import type { Delivery } from './delivery.ts'

/** A delivery with its decision and what it led to. */
export interface StoredDelivery extends Delivery {
  readonly seq: number
  readonly status: 'queued' | 'ignored' | 'pong'
  readonly reason: string
  /** How often its id came again, and when last. */
  readonly receivedAgain: number
  readonly receivedAgainAt?: number
  readonly deployments: readonly { readonly id: number; readonly app: string }[]
}

export interface DeliveryFilter {
  readonly status?: StoredDelivery['status']
  readonly event?: string
  /** The full name, without regard to case. */
  readonly repository?: string
  /** Led to a deployment of this app. */
  readonly app?: string
  /** A part of the repository, ref, pusher, id or reason. Looks at the newest 10,000 at most. */
  readonly search?: string
  readonly limit: number
  readonly before?: number
}

export type { DeploymentNumbers }

export interface ListingStore {
  getDelivery(seq: number): StoredDelivery | undefined
  /** Those with `isPending`, oldest first: to be handed on. */
  pendingDeliveries(limit: number): StoredDelivery[]
  /** It was handed on. Durable when it returns. */
  settleDelivery(seq: number): void
  /** Newest first. */
  listDeliveries(filter: DeliveryFilter): StoredDelivery[]
  /** Of all apps or one, finished since then, oldest first: `succeeded`, `failed` and `rolled_back` only. */
  numbersSince(since: number, app?: string): DeploymentNumbers[]
  /** Steps that ended since that event position, for metrics. */
  stepsEndedSince(since: number): { readonly step: StepName; readonly result: string; readonly durationMs: number }[]
  /** Bytes of the file and of what its pages hold free. */
  databaseSize(): { readonly bytes: number; readonly freeBytes: number }
  /** Rows by table: `deliveries`, `deployments`. May be an estimate of the newest number. */
  rowCounts(): { readonly deliveries: number; readonly deployments: number }
}
