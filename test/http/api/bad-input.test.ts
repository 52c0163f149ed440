import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiSite, type Ask, openApiSite } from '../../support/api-site.ts'

let site: ApiSite
beforeAll(() => {
  site = openApiSite()
})
afterAll(() => site[Symbol.asyncDispose]())

interface Refusal {
  readonly status: number
  readonly code: string
  readonly detail: string
}

/** Asks, and expects a refusal that is whole. */
async function refused(path: string, options?: Ask): Promise<Refusal> {
  const answer = await site.ask(path, options)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  const problem = (await answer.json()) as Refusal
  const text = expect.stringMatching(/./)
  expect(problem).toEqual({ status: answer.status, title: text, code: text, detail: text, hint: text })
  return problem
}

const post = (path: string, body: unknown): Promise<Refusal> => refused(path, { method: 'POST', body })

describe('numbers in a path', () => {
  it.each([
    '0',
    '-1',
    '1.5',
    '1e3',
    '0x10',
    '%20',
    '1%20',
    '９',
    'NaN',
    'Infinity',
    '9'.repeat(16),
    '1;2',
    "1'--",
    '1%00',
  ])('%s is no deployment and no delivery', async id => {
    for (const path of [
      `/deployments/${id}`,
      `/deployments/${id}/log`,
      `/deployments/${id}/events`,
      `/deliveries/${id}`,
    ]) {
      expect(await refused(`/api/v1${path}`)).toMatchObject({ status: 400, code: 'USAGE' })
    }
    for (const path of [
      `/deployments/${id}/cancel`,
      `/deployments/${id}/retry`,
      `/deliveries/${id}/redeliver`,
      `/deliveries/${id}/accept`,
    ]) {
      expect(await post(`/api/v1${path}`, {})).toMatchObject({ status: 400, code: 'USAGE' })
    }
  })
})

describe('names in a path', () => {
  it.each([
    '..%2F..%2Fetc%2Fpasswd',
    '%2e%2e%2fshop',
    'shop%2F..%2Fshop',
    'shop%00',
    'shop%0d%0aset-cookie:%20a=b',
    '%3Cscript%3E',
    'SHOP',
    '%E0%A4%A',
    '__proto__',
    'constructor',
  ])('%s is no app', async app => {
    for (const path of ['', '/plan', '/containers', '/numbers', '/versions']) {
      expect(await refused(`/api/v1/apps/${app}${path}`)).toMatchObject({ status: 404, code: 'APP_UNKNOWN' })
    }
    for (const [path, body] of [
      ['deployments', {}],
      ['rollback', {}],
      ['unlock', {}],
      ['back', {}],
      ['lock', { reason: 'x' }],
      ['detour', { branch: 'x' }],
    ] as const) {
      expect(await post(`/api/v1/apps/${app}/${path}`, body)).toMatchObject({ status: 404, code: 'APP_UNKNOWN' })
    }
  })

  it('of a thousand characters is none', async () => {
    expect(await refused(`/api/v1/apps/${'a'.repeat(1_000)}`)).toMatchObject({ status: 400 })
  })

  it('with dots that the URL resolves leads nowhere else', async () => {
    expect(await refused('/api/v1/apps/../../nothing')).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  })
})

describe('queries', () => {
  it.each([
    'deployments?limit=0',
    'deployments?limit=201',
    'deployments?limit=',
    'deployments?limit=1e1',
    'deployments?limit=1&limit=2',
    'deployments?before=-1',
    'deployments?before=9999999999999999',
    'deployments?status=live',
    'deployments?status=',
    'deployments?status=failed,',
    'deployments?search=',
    `deployments?search=${'x'.repeat(256)}`,
    'deployments?__proto__=1',
    'deliveries?limit=0',
    'deliveries?before=x',
    'deliveries?status=duplicate',
    'deliveries?event=',
    'outbox?state=lost',
    'audit?who=',
    'apps/shop/numbers?days=14',
    'apps/shop/numbers?days=7&days=30',
    'apps/shop/plan?ref=',
    'deployments/1/log?follow=yes',
    'deployments/1/log?format=html',
    'events?log=1',
  ])('%.60s is refused by name', async query => {
    const name = /\?(\w+)=/.exec(query)?.[1] ?? ''
    const { status, code, detail } = await refused(`/api/v1/${query}`)
    expect([status, code]).toEqual([400, 'USAGE'])
    expect(detail).toContain(name)
  })

  it('every mistake is named at once, those of path, query and body', async () => {
    const { detail } = await post('/api/v1/deployments/x/cancel?a=1&b=2', { c: 1 })
    for (const word of ['The path: id', '"a"', '"b"', '"c"']) expect(detail).toContain(word)
  })
})

describe('what is said of a mistake', () => {
  it.each<[string, unknown, string]>([
    [
      'deployments?stat=failed',
      undefined,
      'The query: "stat" is not known; there are app, status, search, limit, before',
    ],
    ['deployments?limit=1&limit=2', undefined, 'The query: limit: must come once, as a text'],
    ['apps/shop/numbers?days=14', undefined, 'The query: days: must be one of 7, 30'],
    ['apps/shop/unlock', { force: true }, 'The body: "force" is not known; none are taken here'],
    ['apps/shop/lock', { reason: 'x'.repeat(501) }, 'The body: reason: must not be longer than 500 characters'],
    ['apps/shop/lock', { reason: ' ' }, 'The body: reason: must not be empty'],
    ['apps/shop/lock', {}, 'The body: reason: is missing'],
    ['apps/shop/lock', [], 'The body: must be an object'],
    ['apps/shop/deployments', { build: 'yes' }, 'The body: build: must be true or false'],
  ])('%s %j', async (path, body, words) => {
    const { detail } = await refused(`/api/v1/${path}`, body === undefined ? {} : { method: 'POST', body })
    expect(detail).toBe(words)
  })
})

describe('bodies', () => {
  const lock = '/api/v1/apps/shop/lock'

  it.each<[string, unknown]>([
    [lock, {}],
    [lock, { reason: '' }],
    [lock, { reason: '   ' }],
    [lock, { reason: 'x'.repeat(501) }],
    [lock, { reason: 1 }],
    [lock, { reason: 'x', until: 'soon' }],
    [lock, { reason: 'x', until: '2020-01-01T00:00Z' }],
    [lock, { reason: 'x', until: 17 }],
    [lock, { reason: 'x', by: 'somebody else' }],
    ['/api/v1/apps/shop/detour', {}],
    ['/api/v1/apps/shop/detour', { branch: '' }],
    ['/api/v1/apps/shop/detour', { branch: ['main'] }],
    ['/api/v1/apps/shop/detour', { branch: 'x', until: '25:00' }],
    ['/api/v1/apps/shop/deployments', { ref: '' }],
    ['/api/v1/apps/shop/deployments', { ref: null }],
    ['/api/v1/apps/shop/deployments', { build: 1 }],
    ['/api/v1/apps/shop/deployments', { always: false }],
    ['/api/v1/apps/shop/rollback', { to: -1 }],
    ['/api/v1/apps/shop/unlock', { force: true }],
    ['/api/v1/tokens', {}],
    ['/api/v1/tokens', { name: 'x', role: 'root' }],
    ['/api/v1/tokens', { name: 'a b', role: 'view' }],
    ['/api/v1/tokens', { name: '../x', role: 'view' }],
    ['/api/v1/tokens', { name: 'redhook', role: 'view' }],
    ['/api/v1/tokens', { name: 'x', role: 'view', expiresAt: '2020-01-01T00:00Z' }],
    [lock, '{"reason": "x"'],
    [lock, '[]'],
    [lock, 'null'],
    [lock, '"reason"'],
    [lock, 'reason=x'],
    [lock, '\u0000'],
    [lock, '{"reason": "x"}{"reason": "y"}'],
    [lock, `{"reason": "${'x'.repeat(70_000)}"}`],
    [lock, '['.repeat(60_000)],
  ])('%s with %j is refused', async (path, body) => {
    expect(await post(path, body)).toMatchObject({ status: 400, code: 'USAGE' })
    expect(site.store.locks(Date.now()).size).toBe(0)
  })

  it('are JSON by whatever name a token sends them', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'application/json; charset=utf-8']) {
      const headers = { 'content-type': type }
      const answer = await site.ask('/api/v1/apps/shop/deployments', { body: { build: true }, headers })
      expect(answer.status).toBe(202)
    }
  })

  it('cannot bring a header into the answer', async () => {
    const answer = await site.ask('/api/v1/apps/shop/deployments', { body: { ref: 'x\r\nset-cookie: a=b' } })
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect([...answer.headers.values()].join()).not.toContain('a=b')
  })
})

describe('methods', () => {
  it.each([
    ['PUT', '/api/v1/apps/shop/lock', 'POST'],
    ['GET', '/api/v1/apps/shop/lock', 'POST'],
    ['DELETE', '/api/v1/tokens', 'GET, POST'],
    ['POST', '/api/v1/tokens/ci', 'DELETE'],
    ['POST', '/api/v1/events', 'GET'],
    ['PATCH', '/openapi.json', 'GET'],
    ['POST', '/docs', 'GET'],
  ])('%s %s is 405, allowed is %s', async (method, path, allowed) => {
    const answer = await site.ask(path, { method })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allowed])
    expect(await answer.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' })
  })
})
