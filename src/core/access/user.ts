import type { Role } from './actor.ts'
import type { PasswordHash } from './password-hash.ts'

/** Somebody the registry knows by name. Without a password only the proxy can sign them in. */
export interface User {
  readonly role: Role
  readonly password?: PasswordHash
}
