import { Hono } from 'hono'
import { z } from 'zod'
import type { House } from '../../pipeline/house.ts'
import { allowOnly } from '../methods.ts'
import { deploymentJson } from './deployment-json.ts'
import { parseInput, readJson } from './input.ts'
import { keptVersionJson } from './version-json.ts'

/** Where to go back to: the version that this deployment made live; without it, the one before the live one. */
export const rollbackSchema = z.strictObject({ to: z.int().min(1).optional() })

/** `GET /apps/{app}/versions` → `{versions}`, newest first; `POST /apps/{app}/rollback` → 202. `by` says who comes by this door. */
export function createVersionsApi(house: Pick<House, 'versions' | 'requestRollback'>, by: string): Hono {
  const api = new Hono()
  api.get('/apps/:app/versions', c => c.json({ versions: house.versions(c.req.param('app')).map(keptVersionJson) }))
  api.post('/apps/:app/rollback', async c => {
    const { to } = parseInput(rollbackSchema, await readJson(c.req.raw), 'The way back')
    const json = deploymentJson(await house.requestRollback(c.req.param('app'), to, by))
    return c.json(json, 202, { location: `/api/v1/deployments/${json.id}` })
  })
  allowOnly(api, '/apps/:app/versions', 'GET')
  allowOnly(api, '/apps/:app/rollback', 'POST')
  return api
}
