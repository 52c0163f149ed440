import { z } from '@hono/zod-openapi'
import { type State, states } from '../../core/deployment/deployment.ts'
import { RedhookError } from '../../core/errors.ts'
import type { House } from '../../pipeline/house.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { deploymentJson, deploymentSchema } from './deployment-json.ts'
import { cutPage, pageFilter } from './page.ts'
import { deploymentParam, next, noQuery, pageQuery, word } from './params.ts'
import { deploymentAnswer } from './queued-answer.ts'

const status = z
  .union([z.string(), z.array(z.string())])
  .transform(given => [given].flat().flatMap(text => text.split(',')))
  .pipe(z.array(z.enum(states)))
  .optional()
  .openapi({
    type: 'array',
    items: { type: 'string', enum: [...states] },
    description: 'Only these; several times, or with commas between',
  })

const list = defineRoute({
  method: 'get',
  path: '/deployments',
  operationId: 'listDeployments',
  summary: 'Deployments, newest first',
  description: 'Page by page: `next` of a page is `before` of the following one.',
  tags: ['Deployments'],
  'x-role': 'view',
  request: {
    query: z.strictObject({
      app: word('Only of this app'),
      status,
      search: word('The start of a commit, a branch, or a part of the subject or author; within the newest 10,000'),
      ...pageQuery,
    }),
  },
  responses: {
    200: {
      description: 'A page of deployments',
      content: { 'application/json': { schema: z.object({ deployments: z.array(deploymentSchema), next }) } },
    },
  },
})

const one = defineRoute({
  method: 'get',
  path: '/deployments/{id}',
  operationId: 'getDeployment',
  summary: 'One deployment',
  description: 'Its steps with times, its plan with reasons, and, where it failed, the evidence.',
  tags: ['Deployments'],
  'x-role': 'view',
  request: { params: deploymentParam, query: noQuery },
  responses: deploymentAnswer,
})

/** Deployments: a list with filters, and one. */
export function addDeployments(api: Api, house: Pick<House, 'getDeployment' | 'listDeployments'>): void {
  api.add(list, c => {
    const { status: wanted, ...query } = c.req.valid('query')
    const filter = { ...pageFilter(query), ...(wanted && { states: wanted satisfies State[] }) }
    const { entries, next: before } = cutPage(house.listDeployments(filter), query.limit, ({ id }) => id)
    return c.json({ deployments: entries.map(entry => deploymentJson(entry, c.var.actor)), next: before }, 200)
  })
  api.add(one, c => c.json(deploymentJson(findDeployment(house, c.req.valid('param').id), c.var.actor), 200))
}

/** The deployment with this id. @throws RedhookError DEPLOYMENT_UNKNOWN */
export function findDeployment(house: Pick<House, 'getDeployment'>, id: number) {
  const deployment = house.getDeployment(id)
  if (deployment !== undefined) return deployment
  throw new RedhookError(`There is no deployment ${id}`, {
    code: 'DEPLOYMENT_UNKNOWN',
    hint: 'See which there are: redhook history, or GET /api/v1/deployments.',
  })
}
