import { z } from '@hono/zod-openapi'
import { roles } from '../../core/access/actor.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { noQuery } from './params.ts'
import { viaSchema } from './via.ts'

const actorSchema = z
  .object({
    name: z.string().describe('Of the token or the user'),
    role: z.enum(roles),
    via: viaSchema,
    client: z.string().optional().describe('The address the request came from'),
    seesLogs: z.boolean(),
  })
  .openapi('Actor', { description: 'Who asks.' })

const me = defineRoute({
  method: 'get',
  path: '/me',
  operationId: 'getMe',
  summary: 'Who I am here',
  description: 'The name and the role that this request comes with.',
  tags: ['Access'],
  'x-role': 'view',
  request: { query: noQuery },
  responses: { 200: { description: 'Who asks', content: { 'application/json': { schema: actorSchema } } } },
})

/** Who asks. */
export function addMe(api: Api): void {
  api.add(me, c => {
    const { name, role, via, client, seesLogs } = c.var.actor
    return c.json({ name, role, via, client, seesLogs }, 200)
  })
}
