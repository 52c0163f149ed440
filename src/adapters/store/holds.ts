import type { Cause, DetourCause } from '../../core/deployment/deployment.ts'
import type { Detour, Lock } from '../../pipeline/ports/hold-store.ts'
import type { Database } from './database.ts'
import { known, type Nullable, parseObject } from './row.ts'

const lockSql = `
  INSERT INTO locks (app, reason, by, at, until) VALUES (:app, :reason, :by, :at, :until)
  ON CONFLICT (app) DO UPDATE SET reason = excluded.reason, by = excluded.by, at = excluded.at, until = excluded.until`
const detourSql = `
  INSERT INTO detours (app, branch, by, at, until) VALUES (:app, :branch, :by, :at, :until)
  ON CONFLICT (app) DO UPDATE SET branch = excluded.branch, by = excluded.by, at = excluded.at, until = excluded.until`

/** Sets or replaces the lock of an app. */
export const setLock = (db: Database, lock: Lock): void => {
  db.run(lockSql, { ...lock, until: lock.until ?? null })
}

/** Takes the lock of an app away. */
export const unlock = (db: Database, app: string): Lock | undefined =>
  first<Lock>(db, 'DELETE FROM locks WHERE app = :app RETURNING *', { app })

/** Locks that hold at `now`, by app. */
export const listLocks = (db: Database, now: number): ReadonlyMap<string, Lock> =>
  byApp(rows<Lock>(db, 'SELECT * FROM locks WHERE until IS NULL OR until > :now ORDER BY app', { now }))

/** Takes away the locks whose time is over; asking costs no write where there is none. */
export function takeEndedLocks(db: Database, now: number): Lock[] {
  if (!db.get('SELECT 1 FROM locks WHERE until <= :now', { now })) return []
  const ended = rows<Lock>(db, 'DELETE FROM locks WHERE until <= :now RETURNING *', { now })
  return ended.toSorted((a, b) => (a.until ?? 0) - (b.until ?? 0))
}

/** Sets or replaces the detour of an app. */
export const setDetour = (db: Database, detour: Detour): void => {
  db.run(detourSql, { ...detour, until: detour.until ?? null })
}

/** Takes the detour of an app away. */
export const endDetour = (db: Database, app: string): Detour | undefined =>
  first<Detour>(db, 'DELETE FROM detours WHERE app = :app RETURNING *', { app })

/** All detours, by app. */
export const listDetours = (db: Database): ReadonlyMap<string, Detour> =>
  byApp(rows<Detour>(db, 'SELECT * FROM detours ORDER BY app', {}))

export const pastDetoursSql = `
  SELECT cause FROM deployments INDEXED BY deployments_detours WHERE app = :app AND instr(cause, '"detour":') > 0 ORDER BY id DESC LIMIT 200`

/** What the deployments of an app say of detours, newest first. */
export const pastDetours = (db: Database, app: string): DetourCause[] =>
  db
    .all<{ cause: string }>(pastDetoursSql, { app })
    .map(({ cause }) => parseObject<Cause>(cause))
    .flatMap(cause => (cause?.kind === 'request' && cause.detour !== undefined ? [cause.detour] : []))

const rows = <T extends object>(db: Database, sql: string, params: Record<string, string | number>): T[] =>
  db.all<Nullable<T>>(sql, params).map(row => known<T>(row) as T)

const first = <T extends object>(db: Database, sql: string, params: Record<string, string>): T | undefined =>
  rows<T>(db, sql, params)[0]

const byApp = <T extends { readonly app: string }>(holds: readonly T[]): ReadonlyMap<string, T> =>
  new Map(holds.map(hold => [hold.app, hold]))
