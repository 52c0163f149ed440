import { type Context, Hono, type Next } from 'hono'
import type { Actor } from '../../core/access/actor.ts'
import { isOwnPath } from '../../core/own-paths.ts'
import type { HttpEnv } from '../http-env.ts'
import type { AccessPorts } from './access-ports.ts'
import { createAttempts } from './attempts.ts'
import { type AuditTrail, createAuditTrail } from './audit-trail.ts'
import { audit } from './audited.ts'
import { readConnection } from './connection.ts'
import { type Identity, identify } from './identify.ts'
import { isOpen, leastRole, mayAsk } from './needs.ts'
import { isSafe, whyForeign } from './own-origin.ts'
import { createPasswords } from './passwords.ts'
import { forbidden, refuse, refuseUnknown, tooMany } from './refuse.tsx'
import { addAnswerHeaders, securityHeaders } from './security-headers.ts'
import { createSessions } from './sessions.ts'
import { createSignIn } from './sign-in.tsx'

const signing = /^\/sign-(?:in|out)$/

/**
 * Who may, over the network. To be mounted at `/` before everything else: sets `actor` for every handler after it, or answers 401, 403 or
 * 429 itself; adds the security headers; keeps the audit trail; has the pages to sign in and out.
 */
export function createAccess(ports: AccessPorts): Hono<HttpEnv> {
  const parts = { ports, sessions: createSessions(ports), attempts: createAttempts(), passwords: createPasswords() }
  const trail = createAuditTrail(ports)
  const app = new Hono<HttpEnv>()
  app.use(securityHeaders)
  app.use(async (c, next) => {
    const settings = ports.access.settings()
    const connection = readConnection(c, settings)
    const refusal = await admit(c, next, () => identify(c, connection, parts), ports)
    if (refusal !== undefined) c.res = refusal
    addAnswerHeaders(c, connection.isSecure)
    audit(c, trail, connection.client)
  })
  app.route('/', createSignIn(parts))
  return app
}

/** Whoever can open the socket is the operator. */
export function createSocketAccess(ports: Pick<AccessPorts, 'access' | 'clock' | 'log'>): Hono<HttpEnv> {
  const trail: AuditTrail = createAuditTrail(ports)
  const app = new Hono<HttpEnv>()
  app.use(async (c, next) => {
    c.set('actor', { name: 'redhook', role: 'admin', via: 'socket', seesLogs: true })
    await next()
    audit(c, trail, undefined)
  })
  return app
}

/** Lets a request on to its handler, or says why not. */
async function admit(
  c: Context<HttpEnv>,
  next: Next,
  who: () => Identity,
  ports: AccessPorts,
): Promise<Response | undefined> {
  const { method, path } = c.req
  const settings = ports.access.settings()
  if (isOpen(path) || !isOwnPath(path)) return void (await next())
  const identity: Identity = path === '/sign-in' ? { kind: 'unknown' } : who()
  if (identity.kind === 'known') {
    c.set('actor', identity.actor)
    c.set('mayStill', () => isStill(who(), identity.actor, method, path))
  }
  const isByBrowser = signing.test(path) || (identity.kind === 'known' && identity.actor.via !== 'token')
  const foreign = isByBrowser && !isSafe(method) ? whyForeign(c, settings) : undefined
  if (foreign !== undefined) return refuse(c, foreign)
  if (signing.test(path)) return void (await next())
  if (identity.kind === 'waiting') return refuse(c, ...tooMany(identity.waitMs))
  if (identity.kind !== 'known') return refuseUnknown(c, isUnset(ports))
  const { actor } = identity
  if (mayAsk(actor, method, path)) return void (await next())
  return actor.via === 'public' ? refuseUnknown(c, false) : refuse(c, forbidden(actor, leastRole(method, path)))
}

/** Whether the token, session or setting that let somebody in still does, and shows as much. */
const isStill = (now: Identity, before: Actor, method: string, path: string): boolean =>
  now.kind === 'known' && now.actor.seesLogs === before.seesLogs && mayAsk(now.actor, method, path)

/** Nobody can come in by any way. */
function isUnset({ token, access, clock }: AccessPorts): boolean {
  const { users, authHeader } = access.settings()
  return !token() && users.size === 0 && authHeader === undefined && access.store.listTokens(clock.now()).length === 0
}
