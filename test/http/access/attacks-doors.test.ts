import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isEnough, type Role, roles } from '../../../src/core/access/actor.ts'
import { openAccessApp, origin } from '../../support/access-app.ts'
import { leastRoles } from '../../support/least-roles.ts'

let house: ReturnType<typeof openAccessApp>
const secrets = new Map<Role, string>()
beforeAll(() => {
  house = openAccessApp()
  for (const role of roles) secrets.set(role, house.tokens.create({ name: `a-${role}`, role }, 'test').secret)
})
afterAll(() => house[Symbol.asyncDispose]())

const registered = () => [
  ...new Set(
    house.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path !== '/*')
      .map(({ method, path }) => `${method} ${path}`),
  ),
]

const asked = (route: string) => {
  const [method = '', path = ''] = route.split(' ')
  const filled = path
    .replace(/:app\b/, 'shop')
    .replaceAll(/:\w+(?:\{[^}]*\})?/g, '1')
    .replace('*', 'x')
  return { method, path: filled }
}

const ask = (route: string, headers: Record<string, string>) => {
  const { method, path } = asked(route)
  const isChange = method !== 'GET'
  return house.ask(path, {
    method,
    headers: { ...headers, ...(isChange && { 'content-type': 'application/json', origin }) },
    ...(isChange && { body: '{}' }),
  })
}

describe('every route of the app', () => {
  it('has its least role in the table of this test', () => {
    expect(registered().filter(route => leastRoles[route] === undefined)).toEqual([])
  })

  it('refuses whoever comes without anything, unless it is open', async () => {
    for (const route of registered().filter(name => leastRoles[name] !== 'open')) {
      expect([route, (await ask(route, {})).status]).toEqual([route, 401])
    }
    expect(house.changed).toEqual([])
  })

  it.each(roles)('refuses the role %s where it is not enough, with a hint, and nothing happens', async role => {
    const headers = { authorization: `Bearer ${secrets.get(role)}` }
    for (const route of registered()) {
      const least = leastRoles[route]
      if (least === undefined || least === 'open' || isEnough(role, least)) continue
      const answer = await ask(route, headers)
      expect([route, answer.status]).toEqual([route, 403])
      expect(await answer.json()).toMatchObject({ code: 'FORBIDDEN', hint: expect.stringContaining(least) })
    }
    expect(house.changed).toEqual([])
  })

  it('lets the role that is enough pass', async () => {
    for (const route of registered()) {
      const least = leastRoles[route]
      if (least === undefined || least === 'open' || /\/events/.test(route)) continue
      const answer = await ask(route, { authorization: `Bearer ${secrets.get(least)}` })
      expect([route, [401, 403].includes(answer.status)]).toEqual([route, false])
    }
  })

  it('refuses unknown methods and paths to whoever is unknown, so that nothing can be learned', async () => {
    for (const path of ['/api/v1/nothing', '/api', '/assets', '/assets/../api/v1/apps', '/api/v1/apps/', '/apps/x/y']) {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
        expect([path, method, (await house.ask(path, { method })).status]).toEqual([path, method, 401])
      }
    }
  })

  it('finds nothing where nothing of ours can be, so that a mistyped hook does not look like a missing token', async () => {
    for (const path of ['/nothing', '/webhookx', '/webhooks/github', '//evil.example', '/index.php']) {
      expect([path, (await house.ask(path, { method: 'POST' })).status]).toEqual([path, 404])
    }
  })

  it('answers OPTIONS without any permission for other origins', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
    for (const authorization of [undefined, `Bearer ${secrets.get('admin')}`]) {
      const answer = await house.ask('/api/v1/apps/shop/deployments', {
        method: 'OPTIONS',
        headers: { ...headers, ...(authorization && { authorization }) },
      })
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect([...answer.headers.keys()].filter(name => name.startsWith('access-control'))).toEqual([])
    }
  })
})

describe('reading', () => {
  it('never changes anything: GET and HEAD of every route, also of those that change something, leave the house alone', async () => {
    const before = house.changed.length
    const headers = { authorization: `Bearer ${secrets.get('admin')}` }
    for (const route of registered().filter(name => !/\/events/.test(name))) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await house.ask(asked(route).path, { method, headers })
        await answer.body?.cancel()
      }
    }
    expect(house.changed.slice(before)).toEqual([])
    expect(house.tokens.list()).toHaveLength(roles.length)
  })

  it('cannot be talked into changing by an override of the method', async () => {
    const before = house.changed.length
    for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      const headers = { authorization: `Bearer ${secrets.get('admin')}`, [name]: 'POST' }
      await house.ask('/api/v1/apps/shop/lock?_method=POST', { headers })
    }
    expect(house.changed.slice(before)).toEqual([])
  })
})

describe('a token', () => {
  it('that is revoked is worth nothing at once', async () => {
    const { secret } = house.tokens.create({ name: 'short', role: 'view' }, 'test')
    const headers = { authorization: `Bearer ${secret}` }
    expect((await house.ask('/api/v1/apps', { headers })).status).toBe(200)
    house.tokens.revoke('short')
    expect((await house.ask('/api/v1/apps', { headers })).status).toBe(401)
  })

  it('that expired is worth nothing', async () => {
    const { secret } = house.tokens.create({ name: 'mayfly', role: 'view', expiresAt: house.time.now + 1_000 }, 'test')
    const headers = { authorization: `Bearer ${secret}` }
    expect((await house.ask('/api/v1/apps', { headers })).status).toBe(200)
    house.time.now += 1_001
    expect((await house.ask('/api/v1/apps', { headers })).status).toBe(401)
  })

  it('works in whatever case the scheme is written, and not in the URL', async () => {
    const secret = secrets.get('view')
    expect((await house.ask('/api/v1/apps', { headers: { authorization: `bearer   ${secret}` } })).status).toBe(200)
    expect((await house.ask(`/api/v1/apps?access_token=${secret}&token=${secret}`)).status).toBe(401)
  })
})
