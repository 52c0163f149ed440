import type { House } from '../../pipeline/house.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { healthJson, healthSchema } from './health-json.ts'
import { noQuery } from './params.ts'

const health = defineRoute({
  method: 'get',
  path: '/health',
  operationId: 'getHealth',
  summary: 'How Redhook itself is',
  description: 'Queue, disk, database, engine, remotes, registry and outbox. Asked for anew at most every few seconds.',
  tags: ['Redhook'],
  'x-role': 'view',
  request: { query: noQuery },
  responses: { 200: { description: 'How it is', content: { 'application/json': { schema: healthSchema } } } },
})

/** How Redhook itself is. */
export function addHealth(api: Api, house: Pick<House, 'health'>): void {
  api.add(health, async c => c.json(healthJson(await house.health()), 200))
}
