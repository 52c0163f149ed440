/** The list of addresses that a forge publishes, as far as it is known. */
export interface PublishedState {
  readonly entries: number
  /** When it was fetched; UTC, epoch milliseconds. Absent: it is the one that was shipped, or none. */
  readonly fetchedAt?: number
  /** Why it could not be fetched the last time. */
  readonly problem?: string
}
