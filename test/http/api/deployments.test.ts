import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Plan } from '../../../src/core/plan/plan.ts'
import { deploymentSchema } from '../../../src/http/api/deployment-json.ts'
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
const post = (path: string, body: string, house: Partial<House> = {}) => site.ask(path, { method: 'POST', body, house })

describe('deployments', () => {
  it('are requested with wishes, and found again with UTC times', async () => {
    const answer = await post('/api/v1/apps/shop/deployments', '{"build": true}')
    expect(answer.status).toBe(202)
    const deployment = (await answer.json()) as { id: number }
    expect(answer.headers.get('location')).toBe(`/api/v1/deployments/${deployment.id}`)
    expect(deployment).toMatchObject({
      app: 'shop',
      status: 'queued',
      cause: { kind: 'request', by: 'adminer' },
      steps: [],
    })
    expect(store.get(deployment.id)?.wishes).toEqual({ build: true, always: true })
    const found = await (await get(`/api/v1/deployments/${deployment.id}`)).json()
    expect(found).toEqual(deployment)
    expect(deploymentSchema.parse(found)).toEqual(found)
  })

  it('show all that is known: steps with times, the plan, the failure with hint and evidence', async () => {
    const { id } = await store.request(wanted('shop'), Date.UTC(2026, 2, 1))
    store.claim(Date.UTC(2026, 2, 1, 0, 0, 1))
    store.beginStep(id, 'sync', Date.UTC(2026, 2, 1, 0, 0, 2))
    store.endStep(id, 'sync', 'failed', 12.5)
    const error = {
      code: 'UNHEALTHY',
      message: 'web exited',
      hint: 'Read the log.',
      evidence: [{ service: 'web', exitCode: 1, log: ['x'] }],
    } as const
    store.finish(id, 'failed', Date.UTC(2026, 2, 1, 0, 0, 3), { reason: 'web exited', error })
    const json = await (await get(`/api/v1/deployments/${id}`)).json()
    expect(json).toMatchObject({
      status: 'failed',
      error,
      createdAt: '2026-03-01T00:00:00.000Z',
      startedAt: '2026-03-01T00:00:01.000Z',
      finishedAt: '2026-03-01T00:00:03.000Z',
      steps: [{ name: 'sync', startedAt: '2026-03-01T00:00:02.000Z', durationMs: 12.5, result: 'failed' }],
    })
    expect(deploymentSchema.parse(json)).toEqual(json)
  })

  it('show the whole plan, the versions and the outcome, and nothing of the inputs that were hashed', async () => {
    const queued = await store.request(wanted('planned'), Date.now())
    const image = { service: 'web', id: `sha256:${'1'.repeat(64)}`, name: 'redplanned-web', isBuilt: true }
    const version = { deployment: 1, commit: 'a'.repeat(40), composeFiles: ['compose.yaml'], images: [image] }
    const because = { rule: 'context', evidence: 'web/a.ts', text: 'web/a.ts is in its build context' } as const
    const plan = {
      action: 'build',
      reasons: [{ rule: 'changed', text: 'web/a.ts changed' }],
      services: [
        { service: 'web', action: 'build', reasons: [because] },
        { service: 'job', action: 'build', reasons: [because], sameBuildAs: 'web' },
        { service: 'db', action: 'recreate', reasons: [because], isForced: true },
      ],
      orphans: ['mail'],
      overruled: [{ service: 'web', reason: because }],
      warnings: [],
      ...{ tip: 'b'.repeat(40), changed: ['web/a.ts'], changedTotal: 1 },
    } as const satisfies Plan
    const outcome = [{ service: 'web', built: 'new', container: 'recreated' }] as const
    const print = { composeVersion: '2.26.1', services: { web: { build: 'a-keyed-hash' } } }
    const inputs = { hashes: { '.env': 'a-keyed-hash' }, composeFiles: ['compose.yaml'], print }
    const getDeployment = () => ({ ...queued, plan, previous: version, version, outcome, inputs })
    const json = await (await get(`/api/v1/deployments/${queued.id}`, { getDeployment })).json()
    expect(json).toMatchObject({ plan, previous: version, version, outcome })
    expect(JSON.stringify(json)).not.toContain('a-keyed-hash')
    expect(deploymentSchema.parse(json)).toEqual(json)
  })

  it('are listed newest first, page by page, until there is no next', async () => {
    for (const app of ['a', 'b', 'c', 'd', 'e']) await store.request(wanted(app), Date.now())
    const seen: string[] = []
    let path = '/api/v1/deployments?limit=2'
    for (let page = 0; page < 3; page += 1) {
      const { deployments, next } = (await (await get(path)).json()) as {
        deployments: { app: string }[]
        next?: number
      }
      seen.push(...deployments.map(({ app }) => app))
      path = `/api/v1/deployments?limit=2&before=${next}`
    }
    expect(seen.slice(0, 5)).toEqual(['e', 'd', 'c', 'b', 'a'])
    expect(await (await get('/api/v1/deployments?app=b')).json()).toEqual({
      deployments: [expect.objectContaining({ app: 'b' })],
    })
    expect(await (await get('/api/v1/deployments?app=none')).json()).toEqual({ deployments: [] })
  })

  it.each(['limit=0', 'limit=201', 'limit=x', 'limit=1.5', 'before=0', 'before=x', 'app=', 'apps=shop'])(
    'are not listed for ?%s: 400 says what is wrong',
    async query => {
      const answer = await get(`/api/v1/deployments?${query}`)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json'])
      expect(await answer.json()).toMatchObject({
        code: 'USAGE',
        detail: expect.stringContaining(query.split('=')[0] ?? ''),
      })
    },
  )

  it.each([
    ['/api/v1/deployments/999999', 404, 'DEPLOYMENT_UNKNOWN'],
    ['/api/v1/deployments/999999/log', 404, 'DEPLOYMENT_UNKNOWN'],
    ['/api/v1/deployments/x', 400, 'USAGE'],
    ['/api/v1/deployments/1e999', 400, 'USAGE'],
    ['/api/v1/deployments/-1', 400, 'USAGE'],
    ['/api/v1/apps/none/plan', 404, 'APP_UNKNOWN'],
    ['/api/v1/apps/shop/plan?ref=nosuch', 404, 'REF_UNKNOWN'],
    ['/api/v1/apps/shop/plan?ref=', 400, 'USAGE'],
    ['/api/v1/apps/shop/plan?branch=main', 400, 'USAGE'],
    ['/api/v1/apps/none/versions', 404, 'APP_UNKNOWN'],
    ['/api/v1/nothing', 404, 'NOT_FOUND'],
    ['/nothing', 404, 'NOT_FOUND'],
  ])('GET %s is %i %s', async (path, status, code) => {
    const answer = await get(path)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json'])
    expect(await answer.json()).toMatchObject({ status, code, hint: expect.any(String) })
  })

  it.each(['{', '[]', '{"build": "yes"}', '{"force": true}', '"x"', `{"build": true${' '.repeat(70_000)}}`])(
    'are not requested with the body %.20s',
    async body => {
      expect((await post('/api/v1/apps/shop/deployments', body)).status).toBe(400)
    },
  )

  it('are requested without a body, but for no unknown app', async () => {
    expect((await post('/api/v1/apps/shop/deployments', '')).status).toBe(202)
    expect((await post('/api/v1/apps/none/deployments', '{}')).status).toBe(404)
  })

  it.each([
    ['DELETE', '/api/v1/deployments/1', 'GET'],
    ['POST', '/api/v1/deployments', 'GET'],
    ['GET', '/api/v1/apps/shop/deployments', 'POST'],
    ['POST', '/api/v1/apps', 'GET'],
    ['POST', '/api/v1/apps/shop/versions', 'GET'],
    ['GET', '/api/v1/apps/shop/rollback', 'POST'],
    ['POST', '/healthz', 'GET'],
  ])('%s %s is 405, allowed is %s', async (method, path, allowed) => {
    const answer = await site.ask(path, { method })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allowed])
  })

  it('a failure that nobody foresaw says nothing of what it held', async () => {
    const answer = await get('/api/v1/apps', {
      apps: () => {
        throw new Error('password=hunter2')
      },
    })
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('hunter2')
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
