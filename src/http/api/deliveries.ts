import { z } from '@hono/zod-openapi'
import { RedhookError } from '../../core/errors.ts'
import type { House } from '../../pipeline/house.ts'
import type { StoredDelivery } from '../../pipeline/ports/listing-store.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { deliveryJson, deliverySchema, ledTo } from './delivery-json.ts'
import { cutPage, pageFilter } from './page.ts'
import { deliveryParam, next, noBody, noQuery, pageQuery, word } from './params.ts'

const list = defineRoute({
  method: 'get',
  path: '/deliveries',
  operationId: 'listDeliveries',
  summary: 'Deliveries, newest first',
  description:
    'Every signed webhook request, what it led to and why. Page by page: `next` of a page is `before` of the following one.',
  tags: ['Deliveries'],
  'x-role': 'view',
  request: {
    query: z.strictObject({
      status: z.enum(['queued', 'ignored', 'pong']).optional().openapi({ description: 'Only these' }),
      event: word('Only this kind of event, such as `push`'),
      repository: word('Only of this repository, by its full name'),
      app: word('Only what led to a deployment of this app'),
      search: word('A part of the repository, ref, pusher, id or reason; within the newest 10,000'),
      ...pageQuery,
    }),
  },
  responses: {
    200: {
      description: 'A page of deliveries',
      content: { 'application/json': { schema: z.object({ deliveries: z.array(deliverySchema), next }) } },
    },
  },
})

const one = defineRoute({
  method: 'get',
  path: '/deliveries/{seq}',
  operationId: 'getDelivery',
  summary: 'One delivery',
  description: 'What was kept of it; its body was not.',
  tags: ['Deliveries'],
  'x-role': 'view',
  request: { params: deliveryParam, query: noQuery },
  responses: { 200: { description: 'The delivery', content: { 'application/json': { schema: deliverySchema } } } },
})

const decisionSchema = z
  .object({
    status: z.enum(['queued', 'ignored', 'pong', 'duplicate']),
    reason: z.string(),
    deployments: ledTo.describe('Queued now; of a duplicate, those it led to before'),
  })
  .openapi('Decision')

const redeliver = defineRoute({
  method: 'post',
  path: '/deliveries/{seq}/redeliver',
  operationId: 'redeliver',
  summary: 'Decide again on a delivery',
  description:
    'As if it had been sent again: where it led to nothing, or to a deployment that failed or was cancelled.',
  tags: ['Deliveries'],
  'x-role': 'deploy',
  request: { params: deliveryParam, query: noQuery, body: noBody },
  responses: {
    200: {
      description: 'The decision',
      content: { 'application/json': { schema: decisionSchema } },
    },
  },
})

const accept = defineRoute({
  method: 'post',
  path: '/deliveries/{seq}/accept',
  operationId: 'acceptRepository',
  summary: 'Accept the repository of a delivery',
  description:
    'Of one that was refused because another repository had its name: it has the name from now on, and the delivery is decided again.',
  tags: ['Deliveries'],
  'x-role': 'admin',
  request: { params: deliveryParam, query: noQuery, body: noBody },
  responses: { 200: { description: 'The decision', content: { 'application/json': { schema: decisionSchema } } } },
})

type Deliveries = Pick<House, 'listDeliveries' | 'getDelivery' | 'redeliver' | 'acceptRepository'>

/** Deliveries: a list with filters, one, deciding again, and accepting a repository. */
export function addDeliveries(api: Api, house: Deliveries): void {
  api.add(list, c => {
    const query = c.req.valid('query')
    const found = house.listDeliveries(pageFilter(query))
    const { entries, next: before } = cutPage(found, query.limit, ({ seq }) => seq)
    return c.json({ deliveries: entries.map(deliveryJson), next: before }, 200)
  })
  api.add(one, c => c.json(deliveryJson(findDelivery(house, c.req.valid('param').seq)), 200))
  api.add(redeliver, async c => {
    const { status, reason, deployments } = await house.redeliver(c.req.valid('param').seq, c.var.actor.name)
    return c.json({ status, reason, deployments }, 200)
  })
  api.add(accept, async c => {
    const { status, reason, deployments } = await house.acceptRepository(c.req.valid('param').seq, c.var.actor.name)
    return c.json({ status, reason, deployments }, 200)
  })
}

function findDelivery(house: Pick<House, 'getDelivery'>, seq: number): StoredDelivery {
  const delivery = house.getDelivery(seq)
  if (delivery !== undefined) return delivery
  throw new RedhookError(`There is no delivery ${seq}`, {
    code: 'DELIVERY_UNKNOWN',
    hint: 'See which there are: GET /api/v1/deliveries.',
  })
}
