import { z } from '@hono/zod-openapi'

/** By which door somebody came. */
export const viaSchema = z
  .enum(['socket', 'token', 'session', 'proxy', 'public'])
  .describe('`socket`: the command line on the server; `session`: signed in on the dashboard; `proxy`: signed in there')
