import { z } from '@hono/zod-openapi'
import { RedhookError } from '../../core/errors.ts'
import type { AppView, House } from '../../pipeline/house.ts'
import { defineRoute } from './api-route.ts'
import { appJson, appSchema } from './app-json.ts'
import type { Api } from './create-routes.ts'
import { appParam, noQuery } from './params.ts'

const list = defineRoute({
  method: 'get',
  path: '/apps',
  operationId: 'listApps',
  summary: 'All apps',
  description: 'The apps of the registry in its order, each with what is live and its newest deployment.',
  tags: ['Apps'],
  'x-role': 'view',
  request: { query: noQuery },
  responses: {
    200: {
      description: 'All apps',
      content: { 'application/json': { schema: z.object({ apps: z.array(appSchema) }) } },
    },
  },
})

const one = defineRoute({
  method: 'get',
  path: '/apps/{app}',
  operationId: 'getApp',
  summary: 'One app',
  description: 'What is live, the newest deployment, lock and detour.',
  tags: ['Apps'],
  'x-role': 'view',
  request: { params: appParam, query: noQuery },
  responses: { 200: { description: 'The app', content: { 'application/json': { schema: appSchema } } } },
})

/** Apps: all of them, and one. */
export function addApps(api: Api, house: Pick<House, 'apps'>): void {
  api.add(list, c =>
    c.json(
      {
        apps: house
          .apps()
          .filter(isRegistered)
          .map(app => appJson(app, c.var.actor)),
      },
      200,
    ),
  )
  api.add(one, c => c.json(appJson(findApp(house, c.req.valid('param').app), c.var.actor), 200))
}

/** Previews have a list of their own. */
const isRegistered = ({ preview }: AppView): boolean => preview === undefined

function findApp(house: Pick<House, 'apps'>, name: string): AppView {
  const found = house.apps().find(({ app }) => app === name)
  if (found !== undefined) return found
  throw new RedhookError(`There is no app ${name}`, {
    code: 'APP_UNKNOWN',
    hint: 'See which there are: redhook status, or GET /api/v1/apps.',
  })
}
