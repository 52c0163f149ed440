import type { Role } from '../../core/access/actor.ts'
import { RedhookError } from '../../core/errors.ts'
import type { AccessStore, StoredToken } from '../../pipeline/ports/access-store.ts'
import type { Database } from './database.ts'
import { known } from './row.ts'

interface TokenRow {
  readonly id: number
  readonly name: string
  readonly role: Role
  readonly createdAt: number
  readonly createdBy: string
  readonly lastUsedAt: number | null
  readonly expiresAt: number | null
}

const columns = `id, name, role, created_at AS createdAt, created_by AS createdBy, last_used_at AS lastUsedAt, expires_at AS expiresAt`

/** Neither revoked nor expired. */
export const isGoodToken = 'revoked_at IS NULL AND (tokens.expires_at IS NULL OR tokens.expires_at > :now)'

const insertSql = `
  INSERT INTO tokens (name, role, hash, created_at, created_by, expires_at)
  VALUES (:name, :role, :hash, :createdAt, :createdBy, :expiresAt)`

/** Keeps a token. One of that name that has expired makes room. */
export function addToken(db: Database, token: Parameters<AccessStore['addToken']>[0]): StoredToken {
  const { hash, ...kept } = token
  return db.transaction(() => {
    const { name, createdAt: now } = token
    if (db.get(`SELECT 1 FROM tokens WHERE name = :name AND ${isGoodToken}`, { name, now })) throw exists(name)
    revokeToken(db, name, now)
    const id = db.insert(insertSql, { ...kept, hash, expiresAt: token.expiresAt ?? null }) ?? 0
    return { ...kept, id }
  })
}

const exists = (name: string): RedhookError =>
  new RedhookError(`There is a token named ${name} already`, {
    code: 'TOKEN_EXISTS',
    hint: 'Take another name, or revoke that token first.',
  })

/** Those that are good, by name. */
export const listTokens = (db: Database, now: number): StoredToken[] =>
  db.all<TokenRow>(`SELECT ${columns} FROM tokens WHERE ${isGoodToken} ORDER BY name`, { now }).map(toToken)

/** The token with this hash, if it is good. */
export function findToken(db: Database, hash: Buffer, now: number): StoredToken | undefined {
  const row = db.get<TokenRow>(`SELECT ${columns} FROM tokens WHERE hash = :hash AND ${isGoodToken}`, { hash, now })
  return row && toToken(row)
}

const toToken = (row: TokenRow): StoredToken => known(row) as StoredToken

const touchedEveryMs = 60_000

/** Notes that a token was used, unless that was noted within the last minute. */
export function touchToken(db: Database, id: number, now: number): void {
  const at = { id, before: now - touchedEveryMs }
  const isDue = 'id = :id AND (last_used_at IS NULL OR last_used_at <= :before)'
  if (!db.get(`SELECT 1 FROM tokens WHERE ${isDue}`, at)) return
  db.withoutSync(() => db.run('UPDATE tokens SET last_used_at = :now WHERE id = :id', { id, now }))
}

/** Ends the token of that name with its sessions. Returns whether there was one. */
export function revokeToken(db: Database, name: string, now: number): boolean {
  const sql =
    'UPDATE tokens SET revoked_at = :now WHERE name = :name AND revoked_at IS NULL RETURNING id, expires_at AS end'
  return db.transaction(() => {
    const revoked = db.get<{ id: number; end: number | null }>(sql, { name, now })
    if (!revoked) return false
    db.run('DELETE FROM sessions WHERE token = :id', { id: revoked.id })
    return revoked.end === null || revoked.end > now
  })
}
