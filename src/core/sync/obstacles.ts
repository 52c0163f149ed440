/** What stands between a checkout and the commit it should move to. Paths are relative to its root. */
export interface Obstacles {
  /** Tracked files with local edits that the move would change. */
  readonly edited: readonly string[]
  /** Files git does not track, also ignored ones, where the move would put a tracked one. */
  readonly untracked: readonly string[]
}
