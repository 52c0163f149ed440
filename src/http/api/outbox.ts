import { z } from '@hono/zod-openapi'
import { describeOutboxItem } from '../../core/report/outbox-words.ts'
import type { House } from '../../pipeline/house.ts'
import type { OutboxItem } from '../../pipeline/ports/outbox-store.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { cutPage, pageFilter } from './page.ts'
import { iso, isoOr, next, pageQuery, time, word } from './params.ts'

const states = ['waiting', 'sent', 'failed'] as const

const itemSchema = z
  .object({
    id: z.int(),
    channel: z.string().describe('What it is told by: a name in the config, or `@github/acme/shop` for a forge'),
    kind: z
      .string()
      .describe(
        'What it tells, such as `failed` or `recovered`; to a forge `status`, `deployment`, `check-run`, `comment`',
      ),
    app: z.string().optional(),
    deployment: z.int().optional(),
    text: z.string().optional().describe('What it says, in a line'),
    state: z.enum(states),
    attempts: z.int(),
    error: z.string().optional().describe('Of the last attempt'),
    createdAt: time(),
    availableAt: time().describe('Not tried before'),
    endedAt: time().optional(),
  })
  .openapi('OutboxItem', { description: 'A report that must reach someone, kept until it does.' })

const list = defineRoute({
  method: 'get',
  path: '/outbox',
  operationId: 'listOutbox',
  summary: 'Reports and whether they reached someone, newest first',
  description: 'What waits is tried again with growing waits.',
  tags: ['Redhook'],
  'x-role': 'view',
  request: {
    query: z.strictObject({
      state: z.enum(states).optional().openapi({ description: 'Only these' }),
      app: word('Only of this app'),
      ...pageQuery,
    }),
  },
  responses: {
    200: {
      description: 'A page of reports',
      content: { 'application/json': { schema: z.object({ items: z.array(itemSchema), next }) } },
    },
  },
})

/** The outbox. */
export function addOutbox(api: Api, house: Pick<House, 'listOutbox'>): void {
  api.add(list, c => {
    const query = c.req.valid('query')
    const { entries, next: before } = cutPage(house.listOutbox(pageFilter(query)), query.limit, ({ id }) => id)
    return c.json({ items: entries.map(itemJson), next: before }, 200)
  })
}

const itemJson = ({ payload, replaces: _replaces, createdAt, availableAt, endedAt, ...item }: OutboxItem) => ({
  ...item,
  text: describeOutboxItem({ channel: item.channel, payload }),
  createdAt: iso(createdAt),
  availableAt: iso(availableAt),
  endedAt: isoOr(endedAt),
})
