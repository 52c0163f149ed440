import { type Role, roles } from '../../core/access/actor.ts'
import { accessNameWords, isAccessName } from '../../core/access/names.ts'
import { RedhookError } from '../../core/errors.ts'
import type { AccessStore, StoredToken } from '../../pipeline/ports/access-store.ts'
import { createTokenSecret, hashSecret } from './token-secret.ts'

/** A token that somebody wants. */
export interface WantedToken {
  readonly name: string
  readonly role: Role
  /** UTC, epoch milliseconds; without it the token is good until it is revoked. */
  readonly expiresAt?: number
}

/** Tokens as people manage them. */
export interface TokensPort {
  /** Those that are good, by name. */
  list(): StoredToken[]
  /** Makes a token. The secret is told here and never again. @throws RedhookError USAGE, TOKEN_EXISTS */
  create(wanted: WantedToken, by: string): { readonly token: StoredToken; readonly secret: string }
  /** Ends a token, with the sessions opened with it. @throws RedhookError TOKEN_UNKNOWN */
  revoke(name: string): void
}

/** Tokens in the store. */
export function createTokens(store: AccessStore, clock: { now(): number }): TokensPort {
  return {
    list: () => store.listTokens(clock.now()),
    create({ name, role, expiresAt }, by) {
      const now = clock.now()
      checkWanted({ name, role, ...(expiresAt !== undefined && { expiresAt }) }, now)
      const secret = createTokenSecret()
      const ends = expiresAt === undefined ? {} : { expiresAt }
      const token = store.addToken({ name, role, createdAt: now, createdBy: by, hash: hashSecret(secret), ...ends })
      return { token, secret }
    },
    revoke(name) {
      if (store.revokeToken(name, clock.now())) return
      throw new RedhookError(`There is no token ${JSON.stringify(name.slice(0, 80))}`, {
        code: 'TOKEN_UNKNOWN',
        hint: 'See which there are: redhook token list.',
      })
    },
  }
}

function checkWanted({ name, role, expiresAt }: WantedToken, now: number): void {
  if (!isAccessName(name)) throw usage(`${JSON.stringify(name.slice(0, 80))} is not ${accessNameWords}`)
  if (!roles.includes(role)) throw usage(`${JSON.stringify(role)} is no role; there are ${roles.join(', ')}`)
  if (expiresAt !== undefined && !(expiresAt > now)) throw usage('A token has to expire in the future')
}

const usage = (message: string) =>
  new RedhookError(message, { code: 'USAGE', hint: 'Correct it and ask again: redhook token add --help.' })
