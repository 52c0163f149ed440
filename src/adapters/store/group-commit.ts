import type { Database } from './database.ts'
import { toStoreError } from './store-error.ts'
import type { WriteAheadLog } from './write-ahead-log.ts'

/** Calls that share a transaction at most: bounds how long one commit holds the event loop. */
const largestGroup = 500

interface Call<T = unknown> {
  readonly work: () => T
  readonly resolve: (result: T) => void
  readonly reject: (error: unknown) => void
}

/** A call that was carried out, and waits for the disk. */
type Written = readonly [call: Call, result: unknown]

/** Several writes, one fsync: what comes in while one group is on its way to the disk is the next group. */
export interface GroupCommit {
  /** Resolves with what `work` returned once it is on disk; rejects when it could not be written, without harm to the others. */
  submit<T>(work: () => T): Promise<T>
  /** Writes what waits; resolves when all of it is settled. */
  drain(): Promise<void>
}

/**
 * The commit itself only appends to the write-ahead log; the fsync of that log happens beside the event loop, which takes in further
 * requests meanwhile. One group is in flight at a time. `afterCommit` is called when a group is on disk.
 */
export function createGroupCommit(db: Database, log: WriteAheadLog, afterCommit: () => void): GroupCommit {
  const waiting: Call[] = []
  let scheduled: NodeJS.Immediate | undefined
  let flight: Promise<void> | undefined
  const commitNext = () => {
    scheduled = undefined
    if (flight !== undefined || waiting.length === 0) return
    flight = settle(write(db, waiting.splice(0, largestGroup)), log).then(() => {
      flight = undefined
      afterCommit()
      commitNext()
    })
  }
  return {
    submit: <T>(work: () => T) =>
      new Promise<T>((resolve, reject) => {
        waiting.push({ work, resolve, reject } as Call)
        if (flight === undefined) scheduled ??= setImmediate(commitNext)
      }),
    async drain() {
      clearImmediate(scheduled)
      commitNext()
      while (flight !== undefined) await flight
    },
  }
}

/** Carries the calls out without waiting for the disk. A store that is closed takes none. */
function write(db: Database, calls: readonly Call[]): Written[] {
  try {
    return db.withoutSync(() => commit(db, calls))
  } catch (error) {
    for (const call of calls) call.reject(error)
    return []
  }
}

/** When a group fails, each of its calls is tried by itself: one bad call takes nobody with it. */
function commit(db: Database, calls: readonly Call[]): Written[] {
  try {
    return db.transaction(() => calls.map((call): Written => [call, call.work()]))
  } catch (error) {
    if (calls.length > 1) return calls.flatMap(call => commit(db, [call]))
    calls[0]?.reject(error)
    return []
  }
}

async function settle(written: readonly Written[], log: WriteAheadLog): Promise<void> {
  try {
    if (written.length > 0) await log.sync()
    for (const [call, result] of written) call.resolve(result)
  } catch (error) {
    for (const [call] of written) call.reject(toStoreError(error))
  }
}
