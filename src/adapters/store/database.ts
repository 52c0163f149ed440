import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { prepareByPlace, type Statement } from './statement.ts'
import { toStoreError } from './store-error.ts'

export type Params = Readonly<Record<string, SQLInputValue>>

/** A SQLite connection whose statements are prepared once, and whose every failure is STORE_FAILED. */
export interface Database extends Disposable {
  all<Row>(sql: string, params?: Params): Row[]
  get<Row>(sql: string, params?: Params): Row | undefined
  /** Returns how many rows changed. */
  run(sql: string, params?: Params): number
  /** Inserts a row and returns its number; undefined where the statement inserted none. Cheaper than RETURNING. */
  insert(sql: string, params: Params): number | undefined
  exec(sql: string): void
  /** All of `work` or nothing; on disk when it returns. Inside another transaction it is a part of that one. */
  transaction<T>(work: () => T): T
  /** Writes in `work` survive the process at once, and a power cut with the next durable write. */
  withoutSync<T>(work: () => T): T
}

/** Opens the file, which must exist or be creatable. Foreign keys are off until `exec` turns them on. */
export function openDatabase(file: string): Database {
  const db = guard(() => connect(file))
  const statements = new Map<string, Statement>()
  const prepare = (sql: string): Statement => {
    const known = statements.get(sql)
    if (known) return known
    const statement = prepareByPlace(db, sql)
    statements.set(sql, statement)
    return statement
  }
  return {
    all: <Row>(sql: string, params: Params = {}) => guard(() => prepare(sql).all(params) as Row[]),
    get: <Row>(sql: string, params: Params = {}) => guard(() => prepare(sql).get(params) as Row | undefined),
    run: (sql, params = {}) => guard(() => Number(prepare(sql).run(params).changes)),
    insert: (sql, params) =>
      guard(() => {
        const { changes, lastInsertRowid } = prepare(sql).run(params)
        return Number(changes) === 0 ? undefined : Number(lastInsertRowid)
      }),
    exec: sql => guard(() => db.exec(sql)),
    transaction: work => guard(() => (db.isTransaction ? work() : inTransaction(db, work))),
    withoutSync: work => guard(() => relaxed(db, work)),
    [Symbol.dispose]: () => guard(() => db.isOpen && db.close()),
  }
}

function guard<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw toStoreError(error)
  }
}

/** WAL with FULL: a commit is one append and one fsync. A checkpoint every 16 MB keeps those short. */
function connect(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 2_000, enableForeignKeyConstraints: false })
  try {
    db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA wal_autocheckpoint = 4000;
      PRAGMA journal_size_limit = 67108864;
      PRAGMA cache_size = -8000;
    `)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    // A full disk may have rolled it back already.
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

function relaxed<T>(db: DatabaseSync, work: () => T): T {
  db.exec('PRAGMA synchronous = NORMAL')
  try {
    return work()
  } finally {
    db.exec('PRAGMA synchronous = FULL')
  }
}
