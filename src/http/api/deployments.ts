import { Hono } from 'hono'
import { z } from 'zod'
import { RedhookError } from '../../core/errors.ts'
import type { House } from '../../pipeline/house.ts'
import { allowOnly } from '../methods.ts'
import { type DeploymentJson, deploymentJson } from './deployment-json.ts'
import { parseInput, readJson } from './input.ts'

const idSchema = z.coerce.number<string>().int().min(1)

/** The query of the list. `before` is the `next` of the page before. */
export const listSchema = z.strictObject({
  app: z.string().min(1).optional(),
  limit: z.coerce.number<string>().int().min(1).max(200).default(50),
  before: idSchema.optional(),
})

/** What may be asked of a deployment. `build: false` never builds; absent, the plan decides. */
export const wishesSchema = z.strictObject({
  build: z.boolean().optional(),
  pull: z.boolean().optional(),
  noCache: z.boolean().optional(),
})

/** A page, newest first; `next` is absent on the last. */
export interface DeploymentsPage {
  readonly deployments: readonly DeploymentJson[]
  readonly next?: number
}

type DeploymentsHouse = Pick<House, 'apps' | 'getDeployment' | 'listDeployments' | 'requestDeployment'>

/** `GET /deployments`, `GET /deployments/{id}`, `POST /apps/{app}/deployments` → 202. `by` says who comes by this door. */
export function createDeploymentsApi(house: DeploymentsHouse, by: string): Hono {
  const api = new Hono()
  api.get('/deployments', c => c.json(listPage(house, c.req.query())))
  api.get('/deployments/:id', c => c.json(deploymentJson(findDeployment(house, c.req.param('id')))))
  api.post('/apps/:app/deployments', async c => {
    const { build, pull, noCache } = parseInput(wishesSchema, await readJson(c.req.raw), 'The wishes')
    const wishes = {
      ...(build !== undefined && { build }),
      ...(pull !== undefined && { pull }),
      ...(noCache !== undefined && { noCache }),
      always: true,
    }
    const deployment = await house.requestDeployment(c.req.param('app'), wishes, by)
    const json = deploymentJson(deployment)
    return c.json(json, 202, { location: `/api/v1/deployments/${json.id}` })
  })
  allowOnly(api, '/deployments', 'GET')
  allowOnly(api, '/deployments/:id', 'GET')
  allowOnly(api, '/apps/:app/deployments', 'POST')
  return api
}

function listPage(house: DeploymentsHouse, query: Record<string, string>): DeploymentsPage {
  const { app, limit, before } = parseInput(listSchema, query, 'The query')
  const filter = { limit: limit + 1, ...(app !== undefined && { app }), ...(before !== undefined && { before }) }
  const found = house.listDeployments(filter)
  const deployments = found.slice(0, limit).map(deploymentJson)
  const next = found.length > limit ? deployments.at(-1)?.id : undefined
  return next === undefined ? { deployments } : { deployments, next }
}

/** The deployment with this id of a URL. @throws RedhookError USAGE, DEPLOYMENT_UNKNOWN */
export function findDeployment(house: Pick<House, 'getDeployment'>, text: string) {
  const id = parseInput(idSchema, text, 'The id of the deployment')
  const deployment = house.getDeployment(id)
  if (deployment !== undefined) return deployment
  throw new RedhookError(`There is no deployment ${id}`, {
    code: 'DEPLOYMENT_UNKNOWN',
    hint: 'See which there are: redhook history, or GET /api/v1/deployments.',
  })
}
