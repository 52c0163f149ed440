import type { Role } from '../../core/access/actor.ts'
import type { User } from '../../core/access/user.ts'
import type { AddressSet } from '../../core/delivery/client-address.ts'
import type { AccessStore } from '../../pipeline/ports/access-store.ts'
import type { Log } from '../../pipeline/ports/log.ts'

/** What the operator set about who may; asked for each request, since the registry may be reloaded. */
export interface AccessSettings {
  readonly users: ReadonlyMap<string, User>
  /** The header in which a trusted proxy names who it signed in, in lower case. */
  readonly authHeader?: string
  /** The role of those it names who are not among the users; without it they don't come in. */
  readonly authHeaderRole?: Role
  /** Whether anyone may see. */
  readonly isPublic: boolean
  /** Whether anyone may see logs, too. */
  readonly hasPublicLogs: boolean
  readonly trustedProxies: AddressSet
  /** Without a slash at the end. */
  readonly publicUrl?: string
}

/** What `createAccess` needs. */
export interface AccessPorts {
  readonly access: { readonly store: AccessStore; readonly settings: () => AccessSettings }
  /** `REDHOOK_TOKEN`. */
  readonly token: () => string | undefined
  readonly clock: { now(): number; monotonic(): number }
  readonly log: Log
}
