import { z } from '@hono/zod-openapi'
import type { House } from '../../pipeline/house.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { wishesShape } from './deployment-parts.ts'
import { defined } from './page.ts'
import { appParam, noQuery } from './params.ts'
import { answerQueued, queuedAnswer } from './queued-answer.ts'

const wantedSchema = z
  .strictObject({
    ...wishesShape,
    ref: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe('A branch, tag or commit, this once; without it, the tip of the app’s branch'),
  })
  .openapi('DeployRequest', { example: { build: true } })

const deploy = defineRoute({
  method: 'post',
  path: '/apps/{app}/deployments',
  operationId: 'deployApp',
  summary: 'Deploy an app',
  description: 'The tip of its branch, or a branch, tag or commit this once; also when nothing changed.',
  tags: ['Apps'],
  'x-role': 'deploy',
  request: {
    params: appParam,
    query: noQuery,
    body: { required: false, content: { 'application/json': { schema: wantedSchema } } },
  },
  responses: queuedAnswer,
})

/** A deployment by hand. */
export function addDeploy(api: Api, house: Pick<House, 'requestDeployment'>): void {
  api.add(deploy, async c => {
    const { ref, ...wishes } = c.req.valid('json')
    const { app } = c.req.valid('param')
    const wanted = { ...defined(wishes), always: true }
    return answerQueued(c, await house.requestDeployment(app, wanted, c.var.actor.name, ref))
  })
}
