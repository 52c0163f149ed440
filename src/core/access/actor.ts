/** What somebody may do; each includes those before it. `view`: see. `deploy`: act on apps. `admin`: everything, tokens included. */
export const roles = ['view', 'deploy', 'admin'] as const
export type Role = (typeof roles)[number]

/** Whether a role is enough. */
export const isEnough = (has: Role, needs: Role): boolean => roles.indexOf(has) >= roles.indexOf(needs)

/** Who asks, by which door. */
export interface Actor {
  /** The name of the token or the user; `redhook` for the command line's socket, `public` for everybody. */
  readonly name: string
  readonly role: Role
  readonly via: 'socket' | 'token' | 'session' | 'proxy' | 'public'
  /** The client's address, as far as trusted proxies tell it. */
  readonly client?: string
  /** Logs of deployments may hold anything; in public mode they are shown only where the config says so. */
  readonly seesLogs: boolean
}
