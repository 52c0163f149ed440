import { z } from '@hono/zod-openapi'
import type { House } from '../../pipeline/house.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { cutPage, pageFilter } from './page.ts'
import { iso, next, pageQuery, time, word } from './params.ts'
import { viaSchema } from './via.ts'

const entrySchema = z
  .object({
    id: z.int(),
    at: time(),
    who: z.string(),
    via: viaSchema,
    client: z.string().optional().describe('The address it came from'),
    action: z.string().describe('What was asked for, such as `lockApp`'),
    target: z.string().optional().describe('What it was asked of: an app, a deployment, a token'),
    status: z.int().describe('The HTTP status it was answered with'),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  })
  .openapi('AuditEntry', { description: 'One thing somebody did, or tried to do.' })

const list = defineRoute({
  method: 'get',
  path: '/audit',
  operationId: 'listAudit',
  summary: 'Who did what, newest first',
  description: 'Everything that was to change something, also what was refused.',
  tags: ['Access'],
  'x-role': 'admin',
  request: {
    query: z.strictObject({
      who: word('Only by this name'),
      action: word('Only this action'),
      target: word('Only of this app, deployment or token'),
      ...pageQuery,
    }),
  },
  responses: {
    200: {
      description: 'A page of entries',
      content: { 'application/json': { schema: z.object({ entries: z.array(entrySchema), next }) } },
    },
  },
})

/** The audit trail. */
export function addAudit(api: Api, house: Pick<House, 'listAudit'>): void {
  api.add(list, c => {
    const query = c.req.valid('query')
    const { entries, next: before } = cutPage(house.listAudit(pageFilter(query)), query.limit, ({ id }) => id)
    const shown = entries.map(({ at, detail, ...entry }) => ({
      ...entry,
      at: iso(at),
      ...(detail && { detail: { ...detail } }),
    }))
    return c.json({ entries: shown, next: before }, 200)
  })
}
