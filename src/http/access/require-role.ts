import { createMiddleware } from 'hono/factory'
import { isEnough, type Role } from '../../core/access/actor.ts'
import type { HttpEnv } from '../http-env.ts'
import { forbidden, refuse } from './refuse.tsx'

/** Guards a route: whoever has a lesser role gets 403 with a hint. */
export const requireRole = (needs: Role) =>
  createMiddleware<HttpEnv>(async (c, next) => {
    const actor = c.get('actor')
    if (!isEnough(actor.role, needs)) return refuse(c, forbidden(actor, needs))
    return next()
  })
