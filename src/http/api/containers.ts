import { z } from '@hono/zod-openapi'
import type { House } from '../../pipeline/house.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { appParam, isoOr, noQuery, time } from './params.ts'

const containerSchema = z
  .object({
    service: z.string(),
    name: z.string(),
    id: z.string().describe('Short'),
    state: z.string().describe('As the engine says: `running`, `exited`, `restarting`, …'),
    health: z.string().optional().describe('`healthy`, `unhealthy`, `starting`; absent without a healthcheck'),
    exitCode: z.int().optional(),
    restarts: z.int(),
    startedAt: time().optional(),
    image: z.string().optional().describe('As the service names it'),
    ports: z.array(z.string()).readonly().describe('Published ports, such as `8080->80/tcp`'),
    project: z.string().describe('The Compose project; containers of the other color are listed, too'),
  })
  .openapi('Container', { description: 'A container as it is now.' })

const containers = defineRoute({
  method: 'get',
  path: '/apps/{app}/containers',
  operationId: 'listContainers',
  summary: 'The containers of an app as they are now',
  description: 'Asked of the engine. An app that is deployed by commands has none.',
  tags: ['Apps'],
  'x-role': 'view',
  request: { params: appParam, query: noQuery },
  responses: {
    200: {
      description: 'The containers',
      content: { 'application/json': { schema: z.object({ containers: z.array(containerSchema) }) } },
    },
  },
})

/** The containers of an app. */
export function addContainers(api: Api, house: Pick<House, 'containers'>): void {
  api.add(containers, async c => {
    const found = await house.containers(c.req.valid('param').app)
    return c.json(
      { containers: found.map(({ startedAt, ...rest }) => ({ ...rest, startedAt: isoOr(startedAt) })) },
      200,
    )
  })
}
