import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planSchema } from '../../../src/http/api/plan-json.ts'
import type { House } from '../../../src/pipeline/house.ts'
import type { Store } from '../../../src/pipeline/ports/store.ts'
import { type ApiSite, openApiSite } from '../../support/api-site.ts'

let site: ApiSite
let store: Store
beforeAll(() => {
  site = openApiSite()
  store = site.store
})
afterAll(() => site[Symbol.asyncDispose]())

const get = (path: string, house: Partial<House> = {}) => site.ask(path, { house })

describe('apps and logs', () => {
  it('apps are shown with what was deployed last', async () => {
    const { apps } = (await (await get('/api/v1/apps')).json()) as { apps: object[] }
    expect(apps).toMatchObject([{ app: 'shop', repository: 'acme/shop', project: 'redshop' }])
  })

  it('a plan comes with what happens to each service and with the commands it would run', async () => {
    const json = (await (await get('/api/v1/apps/shop/plan')).json()) as { plan: unknown }
    expect(json).toMatchObject({
      plan: {
        action: 'up',
        services: [{ service: 'web', action: 'recreate', reasons: [{ rule: 'env-file', text: 'web.env changed' }] }],
      },
      commands: ['docker compose -p redshop up -d'],
    })
    expect(planSchema.parse(json.plan)).toEqual(json.plan)
    expect(json).not.toHaveProperty('ref')
  })

  it('a plan for a branch, tag or commit says which', async () => {
    expect(await (await get('/api/v1/apps/shop/plan?ref=feature%2Fcart')).json()).toMatchObject({ ref: 'feature/cart' })
  })

  it('a log is a line of JSON for each line', async () => {
    const { id } = await store.request(wanted('logged'), Date.now())
    const answer = await get(`/api/v1/deployments/${id}/log`)
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson')
    const lines = (await answer.text()).trim().split('\n')
    expect(lines.map(line => JSON.parse(line).text)).toEqual(['one', 'two'])
    expect((await get(`/api/v1/deployments/${id}/log?follow=yes`)).status).toBe(400)
  })
})

const wanted = (app: string) =>
  ({
    app,
    repository: `acme/${app}`,
    branch: 'main',
    lane: `/srv/${app}`,
    cause: { kind: 'request', by: 'a test' },
    wishes: {},
  }) as const
