import type { Context } from 'hono'
import type { Actor } from '../../core/access/actor.ts'
import { isAccessName } from '../../core/access/names.ts'
import type { AccessPorts, AccessSettings } from './access-ports.ts'
import type { Attempts } from './attempts.ts'
import type { Connection } from './connection.ts'
import { readSessionCookie } from './session-cookie.ts'
import type { Sessions } from './sessions.ts'
import { tryToken } from './try-token.ts'

/** Who asks; or that a token was tried and is wrong, or, after many of those, for how long this address has to wait. */
export type Identity =
  | { readonly kind: 'known'; readonly actor: Actor }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'wrong-token' }
  | { readonly kind: 'waiting'; readonly waitMs: number }

export interface IdentifyParts {
  readonly ports: AccessPorts
  readonly sessions: Sessions
  readonly attempts: Attempts
}

const bearer = /^Bearer(?: +|$)/i

/**
 * A bearer token decides alone, right or wrong. Then who the proxy names, where that is set up and the request comes from it; then the
 * session; then, where the operator wants it, everybody.
 */
export function identify(c: Context, connection: Connection, parts: IdentifyParts): Identity {
  const authorization = c.req.header('authorization')
  if (authorization !== undefined && bearer.test(authorization)) {
    return identifyToken(authorization.replace(bearer, ''), connection, parts)
  }
  const settings = parts.ports.access.settings()
  const { client } = connection
  const found =
    byProxy(c, connection, settings) ?? bySession(c, connection, parts) ?? (settings.isPublic ? everybody : undefined)
  if (found === undefined) return { kind: 'unknown' }
  const seesLogs = found.via !== 'public' || settings.hasPublicLogs
  return { kind: 'known', actor: { ...found, seesLogs, ...(client !== undefined && { client }) } }
}

type Found = Pick<Actor, 'name' | 'role' | 'via'>

const everybody: Found = { name: 'public', role: 'view', via: 'public' }

function identifyToken(secret: string, { client }: Connection, parts: IdentifyParts): Identity {
  const tried = tryToken(secret, client, parts)
  if (tried.kind !== 'good') return tried.kind === 'wrong' ? { kind: 'wrong-token' } : tried
  const { name, role } = tried.token
  return { kind: 'known', actor: { name, role, via: 'token', seesLogs: true, ...(client !== undefined && { client }) } }
}

function byProxy(c: Context, { isProxied }: Connection, settings: AccessSettings): Found | undefined {
  if (!isProxied || settings.authHeader === undefined) return undefined
  const name = c.req.header(settings.authHeader)?.trim()
  if (name === undefined || !isAccessName(name)) return undefined
  const role = settings.users.get(name)?.role ?? settings.authHeaderRole
  return role && { name, role, via: 'proxy' }
}

function bySession(c: Context, { isSecure }: Connection, { sessions }: IdentifyParts): Found | undefined {
  const value = readSessionCookie(c, isSecure)
  const session = value === undefined ? undefined : sessions.find(value)
  return session && { ...session, via: 'session' }
}
