/** A report that must reach someone, kept until it does. Times are UTC, epoch milliseconds. */
export interface OutboxItem {
  readonly id: number
  /** What it is told by: a channel's name in the config, such as `slack` or `mail`. */
  readonly channel: string
  /** What it tells: `failed`, `recovered`, `succeeded`, `rolled_back`, `locked`, `test`. */
  readonly kind: string
  readonly app?: string
  readonly deployment?: number
  /** What is to be told, as JSON; no secret in it. */
  readonly payload: string
  readonly createdAt: number
  readonly availableAt: number
  readonly attempts: number
  readonly state: 'waiting' | 'sent' | 'failed'
  /** Of the last attempt, redacted. */
  readonly error?: string
  readonly endedAt?: number
}

export interface OutboxFilter {
  readonly state?: OutboxItem['state']
  readonly app?: string
  readonly limit: number
  readonly before?: number
}

/** The outbox: what a deployment's end leads to is put in by the transaction that ends it, or not at all. */
export interface OutboxStore {
  addToOutbox(
    items: readonly Omit<OutboxItem, 'id' | 'attempts' | 'state' | 'error' | 'endedAt'>[],
    /** Moves `toldUntil` there in the same transaction. */
    toldUntil?: number,
  ): OutboxItem[]
  /** The event up to which ends of deployments have been told: what comes after it is yet to be looked at. Undefined in a new store. */
  toldUntil(): number | undefined
  /** Waiting items whose time has come, oldest first; of each channel only the oldest, so that their order holds. */
  dueOutbox(now: number, limit: number): OutboxItem[]
  /** When the next waiting item is due. */
  nextOutboxAt(): number | undefined
  /** After an attempt: sent, given up, or to be tried again later. Counts the attempt. */
  settleOutbox(
    id: number,
    end:
      | { state: 'sent' | 'failed'; now: number; error?: string }
      | { state: 'waiting'; availableAt: number; error: string },
  ): void
  /** Newest first. */
  listOutbox(filter: OutboxFilter): OutboxItem[]
  outboxCounts(): { waiting: number; failed: number; oldestWaitingAt?: number }
}
