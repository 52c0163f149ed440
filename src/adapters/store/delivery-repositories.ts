import type { Database } from './database.ts'

/** How many deliveries may be missing in the index by repository; they are the newest, and read from end to end. */
const mostMissing = 512

const untilSql = `SELECT coalesce((SELECT value FROM meta WHERE key = 'repositories_until'), 0)`

export const indexRepositoriesSql = `
  INSERT INTO delivery_repositories (repository, status, event, seq)
  SELECT repository, status, event, seq FROM deliveries WHERE seq > (${untilSql}) AND repository IS NOT NULL
  ORDER BY repository COLLATE NOCASE, status, event`

export const indexedUntilSql = `
  INSERT OR REPLACE INTO meta (key, value) SELECT 'repositories_until', coalesce(max(seq), 0) FROM deliveries`

/** Brings the index by repository up to date at each 512th delivery. Must run in the transaction that keeps that delivery. */
export function indexRepositories(db: Database, seq: number): void {
  if (seq % mostMissing !== 0) return
  db.run(indexRepositoriesSql)
  db.run(indexedUntilSql)
}

/** The last delivery that is in the index. */
export const indexedUntil = (db: Database): number => db.get<{ seq: number }>(`${untilSql} AS seq`)?.seq ?? 0
