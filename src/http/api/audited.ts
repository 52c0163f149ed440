import { createMiddleware } from 'hono/factory'
import type { HttpEnv } from '../http-env.ts'

const longestTarget = 255

/** Names what is asked for and of what, for the audit trail, before anything can refuse it. */
export const audited = (action: string) =>
  createMiddleware<HttpEnv>(async (c, next) => {
    const target = Object.values(c.req.param() as Record<string, string>)[0]
    c.set('audit', { action, ...(target !== undefined && { target: target.slice(0, longestTarget) }) })
    await next()
  })
