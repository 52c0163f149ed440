import { z } from '@hono/zod-openapi'
import type { House } from '../../pipeline/house.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { appParam, word } from './params.ts'
import { planJson, planSchema } from './plan-json.ts'

const previewSchema = z
  .object({
    app: z.string(),
    ref: z.string().optional(),
    plan: planSchema,
    project: z.string().optional().describe('The Compose project, color included'),
    color: z.enum(['red', 'blue']).optional(),
    commands: z.array(z.string()).readonly().describe('The command lines that would run, to be pasted'),
  })
  .openapi('PlanPreview', { description: 'A plan that nobody walks yet.' })

const plan = defineRoute({
  method: 'get',
  path: '/apps/{app}/plan',
  operationId: 'planApp',
  summary: 'What a deployment would do now',
  description:
    'Of the tip of the branch, or of any branch, tag or commit. May fetch from the remote; touches nothing else.',
  tags: ['Apps'],
  'x-role': 'view',
  request: {
    params: appParam,
    query: z.strictObject({ ref: word('A branch, tag or commit instead of the tip of the app’s branch') }),
  },
  responses: { 200: { description: 'The plan', content: { 'application/json': { schema: previewSchema } } } },
})

/** The plan of a deployment that nobody asked for yet. */
export function addPlan(api: Api, house: Pick<House, 'plan'>): void {
  api.add(plan, async c => {
    const { ref } = c.req.valid('query')
    const preview = await house.plan(c.req.valid('param').app, ref === undefined ? {} : { ref })
    return c.json({ ...preview, plan: planJson(preview.plan) }, 200)
  })
}
