import type { Database } from './database.ts'

/** Calls that share a transaction at most: bounds how long one commit holds the event loop. */
const largestGroup = 500

interface Call<T = unknown> {
  readonly work: () => T
  readonly resolve: (result: T) => void
  readonly reject: (error: unknown) => void
}

/** Several writes, one fsync: all calls of one turn of the event loop share a transaction. */
export interface GroupCommit {
  /** Resolves with what `work` returned once it is on disk; rejects when it could not be written, without harm to the others. */
  submit<T>(work: () => T): Promise<T>
  /** Writes what waits, now. */
  flush(): void
}

export function createGroupCommit(db: Database): GroupCommit {
  const waiting: Call[] = []
  let scheduled: NodeJS.Immediate | undefined
  const commitNext = () => {
    scheduled = undefined
    commit(db, waiting.splice(0, largestGroup))
    if (waiting.length > 0) scheduled = setImmediate(commitNext)
  }
  return {
    submit: <T>(work: () => T) =>
      new Promise<T>((resolve, reject) => {
        waiting.push({ work, resolve, reject } as Call)
        scheduled ??= setImmediate(commitNext)
      }),
    flush() {
      clearImmediate(scheduled)
      scheduled = undefined
      while (waiting.length > 0) commit(db, waiting.splice(0, largestGroup))
    },
  }
}

/** When a group fails, each of its calls is tried by itself: one bad call takes nobody with it. */
function commit(db: Database, calls: readonly Call[]): void {
  try {
    const results = db.transaction(() => calls.map(({ work }) => work()))
    for (const [index, call] of calls.entries()) call.resolve(results[index])
  } catch (error) {
    if (calls.length === 1) calls[0]?.reject(error)
    else for (const call of calls) commit(db, [call])
  }
}
