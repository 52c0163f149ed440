import { randomBytes } from 'node:crypto'
import type { Database } from './database.ts'

/** More than any force-push goes back. */
const syncedCommitsKept = 1_000

const forgetSql = `
  DELETE FROM synced WHERE lane = :lane AND seq <= (
    SELECT seq FROM synced WHERE lane = :lane ORDER BY seq DESC LIMIT 1 OFFSET ${syncedCommitsKept})`

/** Remembers that Redhook moved this lane's checkout to this commit; the last 1,000 of a lane are kept. */
export function rememberSynced(db: Database, lane: string, commit: string): void {
  db.withoutSync(() =>
    db.transaction(() => {
      db.run('INSERT OR REPLACE INTO synced (lane, "commit") VALUES (:lane, :commit)', { lane, commit })
      db.run(forgetSql, { lane })
    }),
  )
}

/** Whether it did. */
export const wasSyncedTo = (db: Database, lane: string, commit: string): boolean =>
  db.get('SELECT 1 FROM synced WHERE lane = :lane AND "commit" = :commit', { lane, commit }) !== undefined

/** A random key of 32 bytes of the store's own, made when it is first asked for. */
export function readKey(db: Database, key: 'input_key' | 'session_key'): Buffer {
  const known = db.get<{ value: Uint8Array }>('SELECT value FROM meta WHERE key = :key', { key })?.value
  if (known) return Buffer.from(known)
  const value = randomBytes(32)
  db.run('INSERT INTO meta (key, value) VALUES (:key, :value)', { key, value })
  return value
}

/** Writes to the disk, and throws if it can't. */
export const probe = (db: Database): void => {
  const sql = `INSERT INTO meta (key, value) VALUES ('probe', 1) ON CONFLICT (key) DO UPDATE SET value = 1 - value`
  db.run(sql)
}
