import { afterEach, describe, expect, it } from 'vitest'
import type { AccessSettings } from '../../../src/http/access/access-ports.ts'
import { type AccessAppOptions, openAccessApp, origin } from '../../support/access-app.ts'
import { headerBreakers } from '../../support/hostile.ts'

let house: ReturnType<typeof openAccessApp>
const open = (settings: Partial<AccessSettings>, options: AccessAppOptions = {}) => {
  house = openAccessApp({ ...options, settings })
  return house
}
afterEach(() => house[Symbol.asyncDispose]())

const proxy = '10.0.0.1'
const behindProxy = (settings: Partial<AccessSettings> = {}) =>
  open(
    { users: new Map([['ann', { role: 'deploy' }]]), authHeader: 'x-forwarded-user', ...settings },
    { trustedProxies: [proxy] },
  )
const me = async (headers: Record<string, string>, peer: string) => {
  const answer = await house.ask('/api/v1/me', { headers, peer })
  return answer.status === 200 ? answer.json() : answer.status
}

describe('who the proxy names', () => {
  it('comes in with the role of the registry, and with the address of the client', async () => {
    behindProxy()
    const headers = { 'x-forwarded-user': 'ann', 'x-forwarded-for': '198.51.100.7' }
    expect(await me(headers, proxy)).toMatchObject({
      name: 'ann',
      role: 'deploy',
      via: 'proxy',
      client: '198.51.100.7',
    })
    expect(await me(headers, `::ffff:${proxy}`)).toMatchObject({ name: 'ann' })
  })

  it('does not come in when anyone but the proxy names them', async () => {
    behindProxy()
    for (const peer of ['192.0.2.1', '127.0.0.1', '::1', '10.0.0.2']) {
      const headers = {
        'x-forwarded-user': 'ann',
        'x-forwarded-for': proxy,
        forwarded: `for=${proxy}`,
        'x-real-ip': proxy,
      }
      expect(await me(headers, peer)).toBe(401)
    }
  })

  it('does not come in where no header is set up', async () => {
    open({ users: new Map([['ann', { role: 'deploy' }]]) }, { trustedProxies: [proxy] })
    expect(await me({ 'x-forwarded-user': 'ann', 'remote-user': 'ann' }, proxy)).toBe(401)
  })

  it('does not come in unknown, unless there is a role for those', async () => {
    behindProxy()
    for (const name of ['eve', 'Ann', 'ANN', '__proto__', 'constructor', 'redhook', 'REDHOOK_TOKEN', 'public', '']) {
      expect([name, await me({ 'x-forwarded-user': name }, proxy)]).toEqual([name, 401])
    }
    house.world.settings = { ...house.world.settings, authHeaderRole: 'view' }
    expect(await me({ 'x-forwarded-user': 'eve@example.com' }, proxy)).toMatchObject({
      name: 'eve@example.com',
      role: 'view',
    })
    for (const name of ['redhook', 'REDHOOK_TOKEN', 'public', 'x'.repeat(65), 'eve <b>']) {
      expect([name, await me({ 'x-forwarded-user': name }, proxy)]).toEqual([name, 401])
    }
  })

  it('does not come in where client and proxy both named somebody', async () => {
    behindProxy({ authHeaderRole: 'admin' })
    expect(await me({ 'x-forwarded-user': 'ann, eve' }, proxy)).toBe(401)
  })

  it('is held to our own pages for changes, as a cookie would be', async () => {
    behindProxy()
    const change = (from: string) =>
      house.ask('/api/v1/apps/shop/unlock', {
        method: 'POST',
        peer: proxy,
        headers: { 'x-forwarded-user': 'ann', origin: from },
      })
    expect((await change('https://evil.example')).status).toBe(403)
    expect(house.changed).toEqual([])
    await change(origin)
    expect(house.changed).toEqual(['unlock'])
  })
})

describe('in public mode', () => {
  const seen = ['/api/v1/apps', '/api/v1/deployments', '/api/v1/apps/shop']
  const closed = [
    ...['audit', 'tokens', 'outbox', 'deliveries', 'health'].flatMap(name => [`/api/v1/${name}`, `/${name}`]),
    ...['/api/v1/me', '/api/v1/apps/shop/plan'],
  ]

  it('anyone sees apps and deployments', async () => {
    open({ isPublic: true })
    for (const path of seen) expect([path, (await house.ask(path)).status]).toEqual([path, 200])
  })

  it('nobody sees the audit trail, tokens, the outbox, deliveries and numbers, or changes anything', async () => {
    open({ isPublic: true, hasPublicLogs: true })
    for (const path of [...closed, '/metrics', '/docs', '/openapi.json']) {
      expect([path, (await house.ask(path)).status]).toEqual([path, 401])
    }
    for (const path of ['lock', 'unlock', 'detour', 'back', 'deployments', 'rollback']) {
      const headers = { origin, 'content-type': 'application/json' }
      const answer = await house.ask(`/api/v1/apps/shop/${path}`, { method: 'POST', headers, body: '{}' })
      expect([path, answer.status]).toEqual([path, 401])
    }
    expect(house.changed).toEqual([])
  })

  it('nobody sees logs, unless the operator asks for that', async () => {
    open({ isPublic: true })
    const { id } = await house.store.request(
      { app: 'shop', repository: 'acme/shop', lane: '/srv', cause: { kind: 'request', by: 'ann' }, wishes: {} },
      house.time.now,
    )
    for (const path of [
      `/api/v1/deployments/${id}/log`,
      `/api/v1/deployments/${id}/log?follow=true`,
      `/deployments/${id}/log`,
    ]) {
      expect([path, (await house.ask(path)).status]).toEqual([path, 401])
    }
    house.world.settings = { ...house.world.settings, hasPublicLogs: true }
    expect((await house.ask(`/api/v1/deployments/${id}/log`)).status).toBe(200)
  })

  it('nobody sees what a failed service logged, unless the operator asks for that', async () => {
    open({ isPublic: true })
    const wanted = {
      app: 'shop',
      repository: 'acme/shop',
      lane: '/srv',
      cause: { kind: 'request', by: 'ann' },
      wishes: {},
    } as const
    const { id } = await house.store.request(wanted, house.time.now)
    house.store.claim(house.time.now)
    const evidence = [{ service: 'web', exitCode: 1, log: ['password=hunter2'], health: 'said hunter2' }]
    const error = { code: 'UNHEALTHY', message: 'web exited', hint: 'Read it.', evidence } as const
    house.store.finish(id, 'failed', house.time.now, { reason: 'web exited', error })
    const paths = [`/api/v1/deployments/${id}`, '/api/v1/deployments', '/api/v1/apps/shop', '/', `/deployments/${id}`]
    const seen = async (path: string) => {
      const answer = await house.ask(path, { headers: { accept: 'text/html' } })
      expect([path, answer.status]).toEqual([path, 200])
      return answer.text()
    }
    for (const path of paths) expect(await seen(path)).not.toContain('hunter2')
    house.world.settings = { ...house.world.settings, hasPublicLogs: true }
    expect(await seen(`/api/v1/deployments/${id}`)).toContain('hunter2')
  })
})

describe('people without a session', () => {
  it('are sent to sign in, and back to where they were', async () => {
    open({})
    const headers = { accept: 'text/html,application/xhtml+xml' }
    const location = async (path: string, method = 'GET') =>
      (await house.ask(path, { headers, method })).headers.get('location')
    expect(await location('/apps/shop?page=2')).toBe('/sign-in?next=%2Fapps%2Fshop%3Fpage%3D2')
    expect(await location('/')).toBe('/sign-in')
    expect(await location('/apps/shop/deploy', 'POST')).toBe('/sign-in')
    expect(await location('//evil.example')).toBe(null)
  })

  it('read in an API’s answer how to make a token where there is none', async () => {
    open({}, { token: undefined })
    const answer = await house.ask('/api/v1/apps')
    expect(await answer.json()).toMatchObject({
      code: 'TOKEN_INVALID',
      hint: expect.stringContaining('redhook token add'),
    })
  })
})

describe('names', () => {
  it.each(headerBreakers)('that could break a header (%j) neither sign in nor come back in one', async name => {
    open({ users: new Map() })
    const answer = await house.signIn({ name, password: 'x', next: name })
    expect([answer.status, answer.headers.getSetCookie(), answer.headers.get('x-injected')]).toEqual([401, [], null])
    expect(() => house.tokens.create({ name, role: 'view' }, 'test')).toThrow(/is not a name/)
  })
})
