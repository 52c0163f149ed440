import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Role } from '../../core/access/actor.ts'
import { environmentToken } from '../../core/access/names.ts'
import { formatPasswordHash } from '../../core/access/password-hash.ts'
import type { StoredSession } from '../../pipeline/ports/access-store.ts'
import type { AccessPorts } from './access-ports.ts'
import { hashSecret } from './token-secret.ts'

/** Who signed in, and with what. */
export interface SignedIn {
  readonly name: string
  readonly role: Role
  /** The number of the token it was done with. */
  readonly token?: number
  /** The session ends then at the latest. */
  readonly expiresAt?: number
}

/** Sign-ins that last. The value of a cookie is `<random id>.<signature>`; of the id only a hash is kept. */
export interface Sessions {
  /** Opens a session under a new id. Returns the cookie's value and for how many seconds it is good. */
  open(who: SignedIn): { readonly value: string; readonly maxAge: number }
  /** Who signed in with this cookie, with the role they have now; undefined when that is over. */
  find(value: string): { readonly name: string; readonly role: Role } | undefined
  end(value: string): void
}

export const sessionMs = 7 * 24 * 3_600_000

const form = /^([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/

/**
 * The signature covers what was signed in with, as it is now: a changed password or `REDHOOK_TOKEN` ends the sessions opened with the
 * old one, as a user who left the registry, or a token that was revoked, ends theirs.
 */
export function createSessions(ports: Pick<AccessPorts, 'access' | 'token' | 'clock'>): Sessions {
  const { store, settings } = ports.access
  const sign = (id: string, credential: string): Buffer =>
    createHmac('sha256', store.sessionKey()).update(`${id}\n${credential}`).digest()
  const standing = ({ name, role, token }: Pick<StoredSession, 'name' | 'role' | 'token'>) => {
    if (token !== undefined) return { role, credential: `token ${token}` }
    if (name === environmentToken) return { role, credential: ports.token() ?? '' }
    const user = settings().users.get(name)
    return user?.password && { role: user.role, credential: formatPasswordHash(user.password) }
  }
  return {
    open({ expiresAt = Number.POSITIVE_INFINITY, ...who }) {
      const id = randomBytes(32).toString('base64url')
      const createdAt = ports.clock.now()
      const end = Math.min(createdAt + sessionMs, expiresAt)
      store.addSession({ ...who, createdAt, expiresAt: end, hash: hashSecret(id) })
      const signature = sign(id, standing(who)?.credential ?? '').toString('base64url')
      return { value: `${id}.${signature}`, maxAge: Math.floor((end - createdAt) / 1_000) }
    },
    find(value) {
      const [, id, signature] = form.exec(value) ?? []
      if (id === undefined || signature === undefined) return undefined
      const session = store.findSession(hashSecret(id), ports.clock.now())
      const now = session && standing(session)
      if (!session || !now) return undefined
      const isOurs = timingSafeEqual(Buffer.from(signature, 'base64url'), sign(id, now.credential))
      return isOurs ? { name: session.name, role: now.role } : undefined
    },
    end(value) {
      const [, id] = form.exec(value) ?? []
      if (id !== undefined) store.endSession(hashSecret(id))
    },
  }
}
