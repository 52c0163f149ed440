import { z } from '@hono/zod-openapi'
import type { House } from '../../pipeline/house.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { noQuery, wholeNumber, word } from './params.ts'
import { previewJson, previewSchema } from './preview-json.ts'

const list = defineRoute({
  method: 'get',
  path: '/previews',
  operationId: 'listPreviews',
  summary: 'Previews of pull requests, newest first',
  description:
    'Those that live, wait, are refused or are being removed; with `all=true` the newest that are gone, too.',
  tags: ['Previews'],
  'x-role': 'view',
  request: {
    query: z.strictObject({
      app: word('Only of this app'),
      all: z.enum(['true', 'false']).optional().openapi({ description: 'Those that are gone, too', default: 'false' }),
    }),
  },
  responses: {
    200: {
      description: 'The previews',
      content: { 'application/json': { schema: z.object({ previews: z.array(previewSchema) }) } },
    },
  },
})

const remove = defineRoute({
  method: 'delete',
  path: '/previews/{app}/{number}',
  operationId: 'removePreview',
  summary: 'Remove a preview',
  description: 'Its containers, networks, volumes, images and files. The next push to the pull request brings it back.',
  tags: ['Previews'],
  'x-role': 'deploy',
  request: {
    params: z.object({
      app: z.string().max(255).openapi({ description: 'The name of the app', example: 'shop' }),
      number: wholeNumber(1, 999_999_999_999_999, 'The number of the pull request').openapi({ example: 12 }),
    }),
    query: noQuery,
  },
  responses: { 202: { description: 'Asked for', content: { 'application/json': { schema: previewSchema } } } },
})

/** Previews: a list, and their removal. */
export function addPreviews(api: Api, house: Pick<House, 'listPreviews' | 'removePreview'>): void {
  api.add(list, c => {
    const { app, all } = c.req.valid('query')
    const found = house.listPreviews({ all: all === 'true', ...(app !== undefined && { app }) })
    return c.json({ previews: found.map(previewJson) }, 200)
  })
  api.add(remove, c => {
    const { app, number } = c.req.valid('param')
    c.set('audit', { action: 'removePreview', target: app, detail: { number } })
    return c.json(previewJson(house.removePreview(app, number, c.var.actor.name)), 202)
  })
}
