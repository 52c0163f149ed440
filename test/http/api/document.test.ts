import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Preview } from '../../../src/core/preview/preview.ts'
import type { ApiDocument } from '../../../src/http/api/docs/schema.ts'
import { type ApiSite, type Ask, openApiSite } from '../../support/api-site.ts'
import { createDocumentCheck, type DocumentCheck } from '../../support/document-check.ts'
import { deliveryHeaders, pushPayload } from '../../support/github-push.ts'
import { startTestServer } from '../../support/github-server.ts'
import { queueing, sampleDelivery, sampleWanted } from '../../support/store-samples.ts'

let site: ApiSite
let document: ApiDocument
let check: DocumentCheck
let ended: number
beforeAll(async () => {
  site = openApiSite()
  document = (await (await site.ask('/openapi.json')).json()) as ApiDocument
  check = createDocumentCheck(document)
  ended = await endedDeployment()
})
afterAll(() => site[Symbol.asyncDispose]())

/** Everything that a check can have. */
function endedCheck(): void {
  const { store } = site
  const pull = { repository: 'acme/shop', number: 12, headBranch: 'feature', isFork: false, createdAt: 1_000 }
  const { id } = store.queueCheck({ app: 'shop', commit: 'c'.repeat(40), ...pull })
  store.claimCheck(2_000)
  const error = { code: 'CHECK_FAILED', message: 'no', hint: 'Read.', evidence: [{ exitCode: 1, log: ['x'] }] } as const
  store.finishCheck(id, { state: 'failed', reason: 'no', error, now: 3_000 })
}

/** Everything that a preview can have. */
const fullPreview: Preview = {
  ...{ app: 'shop', number: 12, name: 'pr12-shop', repository: 'acme/shop', title: 'A change', author: 'ada' },
  ...{ url: 'https://github.com/acme/shop/pull/12', base: 'main', headBranch: 'change', head: 'c'.repeat(40) },
  ...{ isFork: true, approved: 'c'.repeat(40), state: 'refused', reason: 'why', removedBy: 'ada' },
  ...{ ports: { main: 20_000, 'web:80/tcp': 20_000 }, openedAt: 1_000, updatedAt: 2_000, closedAt: 3_000 },
}

/** Everything that a deployment can have. */
async function endedDeployment(): Promise<number> {
  const { store } = site
  await store.record(sampleDelivery('d-1', { pusher: 'ada', after: 'a'.repeat(40) }), queueing(sampleWanted('shop')))
  store.addToOutbox([
    {
      channel: 'team',
      kind: 'failed',
      app: 'shop',
      deployment: 1,
      payload: '{}',
      createdAt: 1_000,
      availableAt: 1_000,
    },
  ])
  const { id } = store.claim(Date.now()) ?? { id: 0 }
  const commit = { commit: 'a'.repeat(40), subject: 'Fix the cart', author: 'Ada' }
  const image = { service: 'web', id: `sha256:${'1'.repeat(64)}`, name: 'redshop-web', isBuilt: true }
  const version = {
    deployment: id,
    commit: commit.commit,
    color: 'red',
    composeFiles: ['compose.yaml'],
    images: [image],
  }
  store.patch(id, {
    ...{ commit: commit.commit, base: 'b'.repeat(40), color: 'red', project: 'redshop', previous: version, version },
    about: { subject: commit.subject, author: commit.author, commits: [commit], total: 1 },
    outcome: [{ service: 'web', built: 'new', container: 'recreated' }],
  })
  store.beginStep(id, 'sync', Date.now())
  store.endStep(id, 'sync', 'failed', 12.5)
  const evidence = [{ service: 'web', container: 'c', state: 'exited', exitCode: 1, health: 'no', log: ['line'] }]
  const error = { code: 'UNHEALTHY', message: 'web exited', hint: 'Read the log.', evidence } as const
  store.finish(id, 'failed', Date.now(), { reason: 'web exited', error })
  endedCheck()
  store.putPreview(fullPreview)
  return id
}

/** The path of an operation with these values; without them, those that exist. */
function pathOf(operationId: string, values: Record<string, string> = {}): string {
  const { path } = check.operations.get(operationId) ?? { path: `no operation ${operationId}` }
  const all: Record<string, string> = { app: 'shop', id: String(ended), seq: '1', name: 'ci', number: '12', ...values }
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => all[name] ?? name)
}

/** Asks an operation, and holds the answer against the document. */
async function ask(operationId: string, { values, query = '', ...options }: Asking = {}): Promise<[number, unknown]> {
  const method = check.operations.get(operationId)?.method.toUpperCase() ?? 'GET'
  const answer = await site.ask(`${pathOf(operationId, values)}${query}`, { method, ...options })
  return [answer.status, await check.check(operationId, answer)]
}

type Asking = Ask & { readonly values?: Record<string, string>; readonly query?: string }

describe('each route answers as the document says', () => {
  it.each<[string, number, Asking?]>([
    ['listApps', 200],
    ['getApp', 200],
    ['planApp', 200, { query: '?ref=feature%2Fcart' }],
    ['listContainers', 200],
    ['getNumbers', 200, { query: '?days=30' }],
    ['listVersions', 200],
    ['deployApp', 202, { body: { build: true, pull: false, ref: 'v1.2' } }],
    ['rollbackApp', 202, { body: { to: 1 } }],
    ['lockApp', 200, { body: { reason: 'a demo', until: '2h' } }],
    ['getApp', 200],
    ['unlockApp', 200],
    ['startDetour', 202, { body: { branch: 'feature/cart', until: '1d' } }],
    ['listApps', 200],
    ['endDetour', 202, { body: {} }],
    ['listDeployments', 200, { query: '?app=shop&status=failed,queued&limit=1' }],
    ['listDeployments', 200, { query: '?status=failed&status=queued&search=Fix' }],
    ['getDeployment', 200],
    ['retryDeployment', 202],
    ['getLog', 200],
    ['getLog', 200, { query: '?format=text' }],
    ['followAll', 200],
    ['followApp', 200],
    ['followDeployment', 200],
    ['listChecks', 200, { query: '?app=shop&number=12&limit=1' }],
    ['getCheck', 200],
    ['getCheckLog', 200],
    ['getCheckLog', 200, { query: '?format=text' }],
    ['retryCheck', 202],
    ['cancelCheck', 202],
    ['listPreviews', 200, { query: '?app=shop&all=true' }],
    ['removePreview', 202],
    ['listDeliveries', 200, { query: '?status=queued&event=push&repository=Acme/Shop&app=shop&search=shop&limit=1' }],
    ['getDelivery', 200],
    ['redeliver', 200],
    ['getHealth', 200],
    ['listOutbox', 200, { query: '?state=waiting&app=shop' }],
    ['testChannels', 200, { body: { channel: 'team' } }],
    ['createToken', 201, { body: { name: 'ci', role: 'deploy', expiresAt: '30d' } }],
    ['listTokens', 200],
    ['revokeToken', 204],
    ['listAudit', 200, { query: '?who=adminer&action=lockApp&target=shop' }],
    ['getMe', 200],
    ['isAlive', 200],
    ['isReady', 200],
    ['isReady', 503, { house: { readiness: async () => [{ name: 'engine', ok: false, detail: 'away' }] } }],
    ['getStatus', 200],
    ['getMetrics', 200],
    ['getDocument', 200],
    ['readDocument', 200],
  ])('%s %i', async (operationId, status, options) => {
    expect((await ask(operationId, options))[0]).toBe(status)
  })

  it('cancelDeployment 202', async () => {
    const { id } = await site.store.request(sampleWanted('other'), Date.now())
    expect(await ask('cancelDeployment', { values: { id: String(id) } })).toMatchObject([202, { status: 'cancelled' }])
  })

  it('acceptRepository 200', async () => {
    await site.store.record(sampleDelivery('taken-over'), { status: 'ignored', reason: 'another repository' })
    const [{ seq } = { seq: 0 }] = site.store.listDeliveries({ limit: 1 })
    const answer = await ask('acceptRepository', { values: { seq: String(seq) } })
    expect(answer).toMatchObject([200, { status: 'queued' }])
  })

  it('receive 202, 200 and 401', async () => {
    await using started = await startTestServer()
    const body = JSON.stringify(pushPayload())
    const send = (event: string, secret?: string) => {
      const headers = deliveryHeaders(body, { event, ...(secret !== undefined && { secret }) })
      return fetch(`${started.url}/webhook`, { method: 'POST', body, headers })
    }
    expect(await check.check('receive', await send('push'))).toMatchObject({ status: 'queued' })
    expect(await check.check('receive', await send('star'))).toMatchObject({ status: 'ignored' })
    expect(await check.check('receive', await send('push', 'another secret'))).toMatchObject({ status: 401 })
  })
})

describe('each route refuses as the document says', () => {
  const operations = () => [...check.operations.values()].filter(({ path }) => path.startsWith('/api/'))

  it('nobody: 401', async () => {
    for (const { operation } of operations()) {
      expect(await ask(operation.operationId, { as: 'nobody' })).toMatchObject([401, { code: 'TOKEN_INVALID' }])
    }
  })

  it('a role that is not enough: 403', async () => {
    const lesser = { deploy: 'view', admin: 'deploy' } as const
    for (const { operation } of operations()) {
      const role = operation['x-role']
      if (role !== 'deploy' && role !== 'admin') continue
      const answer = await ask(operation.operationId, { as: lesser[role] })
      expect([operation.operationId, ...answer]).toMatchObject([operation.operationId, 403, { code: 'FORBIDDEN' }])
    }
  })

  it('a query key that it does not know: 400, by name', async () => {
    for (const { operation } of operations()) {
      const [status, problem] = await ask(operation.operationId, { query: '?nosuch=1' })
      expect([operation.operationId, status]).toEqual([operation.operationId, 400])
      expect(problem).toMatchObject({ code: 'USAGE', detail: expect.stringContaining('nosuch') })
    }
  })

  it('a body key that it does not know: 400, by name', async () => {
    for (const { operation, method } of operations()) {
      if (method !== 'post') continue
      const [status, problem] = await ask(operation.operationId, { body: { nosuch: 1 } })
      expect([operation.operationId, status]).toEqual([operation.operationId, 400])
      expect(problem).toMatchObject({ code: 'USAGE', detail: expect.stringContaining('nosuch') })
    }
  })

  it.each<[string, number, string, Asking]>([
    ['getApp', 404, 'APP_UNKNOWN', { values: { app: 'none' } }],
    ['getDeployment', 404, 'DEPLOYMENT_UNKNOWN', { values: { id: '999' } }],
    ['cancelDeployment', 404, 'DEPLOYMENT_UNKNOWN', { values: { id: '999' } }],
    ['cancelDeployment', 409, 'ALREADY_ENDED', {}],
    ['getDelivery', 404, 'DELIVERY_UNKNOWN', { values: { seq: '999' } }],
    ['redeliver', 404, 'DELIVERY_UNKNOWN', { values: { seq: '999' } }],
    ['acceptRepository', 404, 'DELIVERY_UNKNOWN', { values: { seq: '999' } }],
    ['acceptRepository', 400, 'USAGE', {}],
    ['removePreview', 404, 'PREVIEW_UNKNOWN', { values: { number: '999' } }],
    ['revokeToken', 404, 'TOKEN_UNKNOWN', { values: { name: 'none' } }],
    ['createToken', 409, 'TOKEN_EXISTS', { body: { name: 'viewer', role: 'view' } }],
    ['unlockApp', 409, 'ALREADY_ENDED', {}],
    ['endDetour', 409, 'ALREADY_ENDED', {}],
    ['getCheck', 404, 'CHECK_UNKNOWN', { values: { id: '999' } }],
  ])('%s %i %s', async (operationId, status, code, options) => {
    expect(await ask(operationId, options)).toMatchObject([status, { status, code, hint: expect.any(String) }])
  })

  it('retryDeployment 409 of one that goes on', async () => {
    const { id } = await site.store.request(sampleWanted('waits'), Date.now())
    expect(await ask('retryDeployment', { values: { id: String(id) } })).toMatchObject([409, { code: 'NOT_ENDED' }])
  })
})

describe('the document', () => {
  it('is OpenAPI 3.1 with a summary, a tag and one id for each route', () => {
    expect(document.openapi).toBe('3.1.0')
    const tags = document.tags.map(({ name }) => name)
    const methods = Object.values(document.paths).flatMap(Object.keys)
    expect(check.operations.size).toBe(methods.length)
    for (const { operation } of check.operations.values()) {
      expect(operation.summary).not.toBe('')
      expect(operation['x-role'] === undefined, operation.operationId).toBe(operation.security?.length === 0)
      expect(tags).toEqual(expect.arrayContaining([...operation.tags]))
    }
  })

  it('names nothing that is not there', () => {
    const refs = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name)
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(refs))
  })

  it('has every route of the API, and none that the app does not have', () => {
    const described = [...check.operations.values()].map(({ method, path }) => `${method} ${path}`)
    const routes = site.app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    expect(new Set(routes.filter(route => route.includes(' /api/')))).toEqual(
      new Set(described.filter(route => route.includes(' /api/'))),
    )
    // The hook is answered before the app.
    expect(routes).toEqual(expect.arrayContaining(described.filter(route => !route.endsWith(' /webhook'))))
  })

  it('is not met by a field that it does not describe, or by one that is missing', async () => {
    const shown = { name: 'ada', role: 'view', via: 'token', seesLogs: true }
    const answer = (body: object) => check.check('getMe', Response.json(body))
    await expect(answer(shown)).resolves.toEqual(shown)
    await expect(answer({ ...shown, password: 'x' })).rejects.toThrow('password')
    await expect(answer({ ...shown, role: undefined })).rejects.toThrow('role')
    await expect(check.check('getMe', new Response('', { status: 418 }))).rejects.toThrow('not in the document')
  })

  it('was held against every answer without a problem that it describes', () => {
    const described = [...check.operations.values()].flatMap(({ operation: { operationId, responses } }) =>
      Object.keys(responses)
        .filter(status => status.startsWith('2'))
        .map(status => `${operationId} ${status}`),
    )
    expect(described.filter(answer => !check.seen.has(answer))).toEqual([])
  })
})
