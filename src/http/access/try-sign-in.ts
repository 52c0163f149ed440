import type { AccessPorts } from './access-ports.ts'
import { addressKey } from './address-key.ts'
import type { Attempts } from './attempts.ts'
import type { Passwords } from './passwords.ts'
import type { SignedIn } from './sessions.ts'
import { tryToken } from './try-token.ts'

/** What somebody signs in with: a token, or else a name and a password. */
export interface Credentials {
  readonly token: string
  readonly name: string
  readonly password: string
}

/** What became of it. `name`: of the user or the token, if there is such a one. */
export type TriedSignIn =
  | { readonly kind: 'good'; readonly who: SignedIn; readonly name: string }
  | { readonly kind: 'wrong'; readonly name?: string; readonly waitMs?: never }
  | { readonly kind: 'waiting' | 'busy'; readonly name?: string; readonly waitMs: number }

interface Parts {
  readonly ports: AccessPorts
  readonly attempts: Attempts
  readonly passwords: Passwords
}

/** Checks credentials, slowly for those who try many. */
export async function trySignIn(
  { token, name, password }: Credentials,
  client: string | undefined,
  parts: Parts,
): Promise<TriedSignIn> {
  if (token === '') return tryPassword(name, password, client, parts)
  const tried = tryToken(token, client, parts)
  if (tried.kind !== 'good') return tried
  const { id, ...known } = tried.token
  const { name: tokenName, role, expiresAt } = known
  const who = {
    name: tokenName,
    role,
    ...(id !== undefined && { token: id }),
    ...(expiresAt !== undefined && { expiresAt }),
  }
  return { kind: 'good', name: tokenName, who }
}

const freeOfAddress = 20
const freeOfName = 5
/** From so many failures of a name on, wherever they come from, each further address has one try. */
const underAttack = 50
const longestPassword = 1_024
const longestName = 64

/**
 * Failures count by address, and by name and address. Those of a name from everywhere only make each address's tries fewer: whoever knows
 * the password comes in from an address that did nothing wrong, whatever others do. A try counts before it is checked, so that many at
 * once are not one.
 */
async function tryPassword(
  given: string,
  password: string,
  client: string | undefined,
  { ports, attempts, passwords }: Parts,
): Promise<TriedSignIn> {
  const user = ports.access.settings().users.get(given)
  const name = user && { name: given }
  const keys = keysOf(given.slice(0, longestName), client)
  const now = ports.clock.monotonic()
  const waitMs = Math.max(attempts.waitMs(keys.address, now), attempts.waitMs(keys.both, now))
  if (waitMs > 0) return { kind: 'waiting', waitMs, ...name }
  const isAttacked = attempts.failures(keys.name, now) >= underAttack
  attempts.fail(keys.address, now, freeOfAddress)
  attempts.fail(keys.both, now, isAttacked ? 1 : freeOfName)
  attempts.fail(keys.name, now, Number.POSITIVE_INFINITY)
  const verified = await passwords.verify(password.slice(0, longestPassword), user?.password)
  if (verified === false) return { kind: 'wrong', ...name }
  for (const key of Object.values(keys)) attempts.forgive(key)
  if (verified === 'busy') return { kind: 'busy', waitMs: 2_000, ...name }
  return { kind: 'good', name: given, who: { name: given, role: user?.role ?? 'view' } }
}

const keysOf = (name: string, client: string | undefined) => {
  const address = addressKey(client)
  return { address: `password ${address}`, both: `password ${address} ${name}`, name: `name ${name}` }
}
