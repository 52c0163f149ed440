import type { Actor, Role } from '../../core/access/actor.ts'

/** A token, without its secret: only a hash of that is kept. Times are UTC, epoch milliseconds. */
export interface StoredToken {
  readonly id: number
  readonly name: string
  readonly role: Role
  readonly createdAt: number
  readonly createdBy: string
  readonly lastUsedAt?: number
  readonly expiresAt?: number
}

/** A sign-in on the dashboard that is still good. */
export interface StoredSession {
  readonly name: string
  readonly role: Role
  /** The token it was opened with: it ends with that token. */
  readonly token?: number
  readonly createdAt: number
  readonly expiresAt: number
}

/** One thing somebody did, or tried to do. */
export interface AuditEntry {
  readonly at: number
  readonly who: string
  readonly via: Actor['via']
  readonly client?: string
  /** What was asked for: the name of an operation, such as `lockApp`, `signIn`, `createToken`. */
  readonly action: string
  /** What it was asked of: an app, a deployment, a token. */
  readonly target?: string
  /** The HTTP status it was answered with. */
  readonly status: number
  /** Further facts, without secrets. */
  readonly detail?: Readonly<Record<string, string | number | boolean>>
}

export interface AuditFilter {
  readonly who?: string
  readonly action?: string
  readonly target?: string
  readonly limit: number
  /** Only entries with a smaller number: where the last page ended. */
  readonly before?: number
}

/** Who may, and who did. Secrets come as SHA-256 hashes; none is stored in clear. */
export interface AccessStore {
  /** @throws RedhookError TOKEN_EXISTS */
  addToken(token: Omit<StoredToken, 'id' | 'lastUsedAt'> & { readonly hash: Buffer }): StoredToken
  /** Tokens that are neither revoked nor expired, by name. */
  listTokens(now: number): StoredToken[]
  findToken(hash: Buffer, now: number): StoredToken | undefined
  /** Bookkeeping, at most once a minute for a token: it survives the process. */
  touchToken(id: number, now: number): void
  /** Ends the token of that name and every session opened with it. Returns whether there was one. */
  revokeToken(name: string, now: number): boolean
  addSession(session: StoredSession & { readonly hash: Buffer }): void
  findSession(hash: Buffer, now: number): StoredSession | undefined
  endSession(hash: Buffer): void
  /** A random key, made once for this store: session cookies are signed with it. */
  sessionKey(): Buffer
  addAudit(entry: AuditEntry): void
  /** Newest first. */
  listAudit(filter: AuditFilter): (AuditEntry & { readonly id: number })[]
}
