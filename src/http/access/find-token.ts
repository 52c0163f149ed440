import type { Role } from '../../core/access/actor.ts'
import { environmentToken } from '../../core/access/names.ts'
import type { AccessPorts } from './access-ports.ts'
import { hashSecret, isSameSecret } from './token-secret.ts'

/** A token that is good. */
export interface KnownToken {
  readonly name: string
  readonly role: Role
  /** Its number in the store; absent for `REDHOOK_TOKEN`. */
  readonly id?: number
  readonly expiresAt?: number
  /** So long that nobody finds it by trying: who has it never waits for those who try. */
  readonly isStrong: boolean
}

const strongLength = 32

/** The token of this secret: `REDHOOK_TOKEN`, which is an `admin` one, or one of the store's that is neither revoked nor expired. */
export function findToken(
  secret: string,
  ports: Pick<AccessPorts, 'access' | 'token' | 'clock'>,
): KnownToken | undefined {
  const fromEnvironment = ports.token()
  if (fromEnvironment !== undefined && fromEnvironment !== '' && isSameSecret(secret, fromEnvironment)) {
    return { name: environmentToken, role: 'admin', isStrong: fromEnvironment.length >= strongLength }
  }
  const { store } = ports.access
  const now = ports.clock.now()
  const token = store.findToken(hashSecret(secret), now)
  if (token === undefined) return undefined
  store.touchToken(token.id, now)
  const { id, name, role, expiresAt } = token
  return { id, name, role, isStrong: true, ...(expiresAt !== undefined && { expiresAt }) }
}
