import { z } from '@hono/zod-openapi'
import type { House } from '../../pipeline/house.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { appParam, noQuery } from './params.ts'
import { answerQueued, queuedAnswer } from './queued-answer.ts'
import { keptVersionJson, keptVersionSchema } from './version-json.ts'

const versions = defineRoute({
  method: 'get',
  path: '/apps/{app}/versions',
  operationId: 'listVersions',
  summary: 'The versions that can be gone back to',
  description: 'Newest first; their images are kept.',
  tags: ['Apps'],
  'x-role': 'view',
  request: { params: appParam, query: noQuery },
  responses: {
    200: {
      description: 'The versions',
      content: { 'application/json': { schema: z.object({ versions: z.array(keptVersionSchema) }) } },
    },
  },
})

const rollback = defineRoute({
  method: 'post',
  path: '/apps/{app}/rollback',
  operationId: 'rollbackApp',
  summary: 'Put a kept version back',
  description: 'Its files and its images, without a build. The next push goes on from the branch.',
  tags: ['Apps'],
  'x-role': 'deploy',
  request: {
    params: appParam,
    query: noQuery,
    body: {
      required: false,
      content: {
        'application/json': {
          schema: z
            .strictObject({
              to: z
                .int()
                .min(1)
                .optional()
                .describe('The deployment whose version is wanted; without it, the one before the live one'),
            })
            .openapi({ example: { to: 41 } }),
        },
      },
    },
  },
  responses: queuedAnswer,
})

/** Versions that are kept, and the way back to them. */
export function addVersions(api: Api, house: Pick<House, 'versions' | 'requestRollback'>): void {
  api.add(versions, c => c.json({ versions: house.versions(c.req.valid('param').app).map(keptVersionJson) }, 200))
  api.add(rollback, async c => {
    const { app } = c.req.valid('param')
    return answerQueued(c, await house.requestRollback(app, c.req.valid('json').to, c.var.actor.name))
  })
}
