import { Hono } from 'hono'
import { z } from 'zod'
import type { AppView, House } from '../../pipeline/house.ts'
import { allowOnly } from '../methods.ts'
import { deploymentJson, deploymentSchema, iso } from './deployment-json.ts'
import { parseInput } from './input.ts'
import { planJson } from './plan-json.ts'

/** An app in JSON. */
export const appSchema = z.object({
  app: z.string(),
  repository: z.string(),
  branch: z.string().optional(),
  path: z.string(),
  color: z.enum(['red', 'blue']).optional(),
  project: z.string().optional().describe('The Compose project, color included'),
  live: z
    .object({ commit: z.string(), at: z.iso.datetime() })
    .optional()
    .describe('What was deployed successfully last'),
  last: deploymentSchema.optional().describe('The newest deployment, whatever came of it'),
})

export type AppJson = z.infer<typeof appSchema>

/** What is to be planned: a branch, tag or commit; without it, the tip of the app's branch. */
export const planQuerySchema = z.strictObject({ ref: z.string().min(1).max(255).optional() })

/** `GET /apps` → `{apps}`; `GET /apps/{app}/plan?ref=` → what a deployment would do now. */
export function createAppsApi(house: Pick<House, 'apps' | 'plan'>): Hono {
  const api = new Hono()
  api.get('/apps', c => c.json({ apps: house.apps().map(appJson) }))
  api.get('/apps/:app/plan', async c => {
    const { ref } = parseInput(planQuerySchema, c.req.query(), 'The query')
    const { plan, ...preview } = await house.plan(c.req.param('app'), ref === undefined ? {} : { ref })
    return c.json({ ...preview, plan: planJson(plan) })
  })
  allowOnly(api, '/apps', 'GET')
  allowOnly(api, '/apps/:app/plan', 'GET')
  return api
}

const appJson = ({ last, live, ...app }: AppView): AppJson => ({
  ...app,
  ...(live && { live: { commit: live.commit, at: iso(live.at) } }),
  ...(last && { last: deploymentJson(last) }),
})
