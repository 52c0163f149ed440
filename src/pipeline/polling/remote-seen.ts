/** What the last look at the remote of an app found. */
export interface RemoteSeen {
  readonly app: string
  readonly ok: boolean
  /** UTC, epoch milliseconds. */
  readonly at: number
  readonly detail: string
}

/** Why a remote did not answer, in words. */
export function describeAway(error: unknown, isTooLong: boolean, answerMs: number): string {
  if (isTooLong) return `it did not answer within ${Math.round(answerMs / 1_000)} s`
  return error instanceof Error ? error.message : String(error)
}
