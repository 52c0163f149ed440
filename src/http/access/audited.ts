import type { Context } from 'hono'
import type { HttpEnv } from '../http-env.ts'
import type { AuditTrail } from './audit-trail.ts'
import { isSafe } from './own-origin.ts'

/** After a request that may have changed something: writes down who it was, what it was and how it was answered. */
export function audit(c: Context<HttpEnv>, trail: AuditTrail, client: string | undefined): void {
  if (isSafe(c.req.method)) return
  const actor: Context<HttpEnv>['var']['actor'] | undefined = c.get('actor')
  const { action, target, detail } = c.get('audit') ?? { action: c.req.method, target: c.req.path }
  trail.add({
    who: actor?.name ?? 'nobody',
    via: actor?.via ?? 'public',
    ...(client !== undefined && { client }),
    action,
    status: c.res.status,
    ...(target !== undefined && { target }),
    ...(detail !== undefined && { detail }),
  })
}
