import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RedhookError } from '../../../src/core/errors.ts'
import { deploymentSchema } from '../../../src/http/api/deployment-json.ts'
import { keptVersionSchema } from '../../../src/http/api/version-json.ts'
import type { House } from '../../../src/pipeline/house.ts'
import { type ApiSite, openApiSite } from '../../support/api-site.ts'

let site: ApiSite
beforeAll(() => {
  site = openApiSite()
})
afterAll(() => site[Symbol.asyncDispose]())

const get = (path: string, house: Partial<House> = {}) => site.ask(path, { house })
const post = (path: string, body: string, house: Partial<House> = {}) => site.ask(path, { method: 'POST', body, house })

describe('versions', () => {
  it('are listed with their images', async () => {
    const { versions } = (await (await get('/api/v1/apps/shop/versions')).json()) as { versions: unknown[] }
    expect(versions).toEqual([
      {
        ...{ deployment: 1, at: '2026-03-01T00:00:00.000Z', isLive: true, commit: 'a'.repeat(40) },
        composeFiles: ['compose.yaml'],
        images: [{ service: 'web', id: expect.stringContaining('sha256:'), name: 'redshop-web', isBuilt: true }],
      },
    ])
    expect(versions.map(version => keptVersionSchema.parse(version))).toEqual(versions)
  })

  it('are gone back to by a deployment of its own', async () => {
    const answer = await post('/api/v1/apps/shop/rollback', '{"to": 3}')
    const deployment = (await answer.json()) as { id: number }
    expect([answer.status, answer.headers.get('location')]).toEqual([202, `/api/v1/deployments/${deployment.id}`])
    expect(deployment).toMatchObject({ status: 'queued', cause: { kind: 'rollback', by: 'adminer', to: 3 } })
    expect(deploymentSchema.parse(deployment)).toEqual(deployment)
    expect((await post('/api/v1/apps/shop/rollback', '')).status).toBe(202)
    expect((await post('/api/v1/apps/none/rollback', '')).status).toBe(404)
  })

  it.each(['{"to": 0}', '{"to": "3"}', '{"to": 1.5}', '{"deployment": 3}', '[]'])(
    'are not gone back to with the body %s',
    async body => {
      expect((await post('/api/v1/apps/shop/rollback', body)).status).toBe(400)
    },
  )

  it('that are not kept are 404', async () => {
    const requestRollback = () => {
      throw new RedhookError('No version of deployment 3 is kept', { code: 'VERSION_UNKNOWN', hint: 'Kept are: 1.' })
    }
    const answer = await post('/api/v1/apps/shop/rollback', '{"to": 3}', { requestRollback })
    expect([answer.status, await answer.json()]).toEqual([404, expect.objectContaining({ hint: 'Kept are: 1.' })])
  })
})
