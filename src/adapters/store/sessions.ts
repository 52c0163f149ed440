import type { AccessStore, StoredSession } from '../../pipeline/ports/access-store.ts'
import type { Database } from './database.ts'
import { known, type Nullable } from './row.ts'
import { isGoodToken } from './tokens.ts'

const insertSql = `
  INSERT INTO sessions (hash, name, role, token, created_at, expires_at)
  VALUES (:hash, :name, :role, :token, :createdAt, :expiresAt)`

/** Keeps a session. */
export function addSession(db: Database, session: Parameters<AccessStore['addSession']>[0]): void {
  db.run(insertSql, { ...session, token: session.token ?? null })
}

const findSql = `
  SELECT name, role, token, created_at AS createdAt, expires_at AS expiresAt FROM sessions
  WHERE hash = :hash AND expires_at > :now
    AND (token IS NULL OR EXISTS (SELECT 1 FROM tokens WHERE tokens.id = sessions.token AND ${isGoodToken}))`

/** The session with this hash, if it is good and the token it was opened with is. */
export function findSession(db: Database, hash: Buffer, now: number): StoredSession | undefined {
  const row = db.get<Nullable<StoredSession>>(findSql, { hash, now })
  return row && (known(row) as StoredSession)
}

/** Ends a session; without one nothing happens. */
export function endSession(db: Database, hash: Buffer): void {
  db.run('DELETE FROM sessions WHERE hash = :hash', { hash })
}
