/** A report that must reach someone, kept until it does. Times are UTC, epoch milliseconds. */
export interface OutboxItem {
  readonly id: number
  /** What it is told by: a channel's name in the config, such as `slack` or `mail`; `@github/acme/shop` for reports to a forge. */
  readonly channel: string
  /** What it tells: `failed`, `recovered`, `succeeded`, `rolled_back`, `locked`, `test`; to a forge `status`, `deployment`, `check-run`, `comment`. */
  readonly kind: string
  readonly app?: string
  readonly deployment?: number
  /** What is to be told, as JSON; no secret in it. */
  readonly payload: string
  /** What waits in the same channel under the same key goes: the last state wins. */
  readonly replaces?: string
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
  /** Messages to people alone, or reports to forges. */
  readonly to?: 'people' | 'forges'
  readonly limit: number
  readonly before?: number
}

export type NewOutboxItem = Omit<OutboxItem, 'id' | 'attempts' | 'state' | 'error' | 'endedAt'>

/** Who follows the events and keeps a position of its own: what people are told, what forges are. */
export type Follower = 'told' | 'reported'

/** What is to be told, put in together with the position in the stream of events that it was found at. */
export interface OutboxStore {
  /**
   * All or none. Under `replaces`, what waits goes; an attempt at it that is under way ends unrecorded, and the new one follows it. The wait
   * that a failed attempt left to the channel stays.
   */
  addToOutbox(
    items: readonly NewOutboxItem[],
    /** Moves the follower's position there in the same transaction. */
    position?: number,
    follower?: Follower,
  ): OutboxItem[]
  /** The event up to which all was reported to forges; undefined while nobody follows. */
  reportedUntil(): number | undefined
  /** Nobody reports any more: events need not be kept for it. */
  forgetReported(): void
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
