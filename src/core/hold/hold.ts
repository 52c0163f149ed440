/** Who holds an app, since when, and for how long. Times are UTC, epoch milliseconds. */
export interface Hold {
  readonly by: string
  readonly at: number
  /** Without it, until somebody ends it. */
  readonly until?: number
}

/** An app that is not deployed for a while. */
export interface LockHold extends Hold {
  readonly reason: string
}

/** Another branch than the usual one is followed for a while. */
export interface DetourHold extends Hold {
  /** The branch that is followed otherwise; absent where it is not known yet. */
  readonly usual?: string
}

/** Whether it is in force at `now`. */
export const isHeld = ({ until }: Pick<Hold, 'until'>, now: number): boolean => until === undefined || until > now
