import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { annPassword, cookieOf, hashForTests, openAccessApp, origin, testUsers } from '../../support/access-app.ts'

let house: ReturnType<typeof openAccessApp>
beforeEach(() => {
  house = openAccessApp({ settings: { users: testUsers() } })
})
afterEach(() => house[Symbol.asyncDispose]())

const ann = { name: 'ann', password: annPassword }
const statusWith = async (cookie: string, path = '/api/v1/apps') =>
  (await house.ask(path, { headers: { cookie } })).status
const signedIn = async (fields: Record<string, string>) => cookieOf(await house.signIn(fields))

describe('a sign-in', () => {
  it('with name and password gives a cookie that scripts cannot read and other sites cannot send with a form', async () => {
    const answer = await house.signIn({ ...ann, next: '/apps/shop?a=1' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/apps/shop?a=1'])
    const [cookie = '', ...more] = answer.headers.getSetCookie()
    expect(more).toEqual([])
    expect(cookie).toMatch(/^redhook=[\w-]{43}\.[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/)
    const me = await house.ask('/api/v1/me', { headers: { cookie: cookieOf(answer) } })
    expect(await me.json()).toMatchObject({ name: 'ann', role: 'deploy', via: 'session', seesLogs: true })
  })

  it('with a token has the role of the token', async () => {
    const { secret } = house.tokens.create({ name: 'wall', role: 'view' }, 'test')
    const cookie = await signedIn({ token: secret })
    expect(await statusWith(cookie)).toBe(200)
    expect(await statusWith(cookie, '/api/v1/tokens')).toBe(403)
  })

  it('is refused in the same words for a wrong password, an unknown name, a name of Object and a wrong token', async () => {
    const tries = [
      { ...ann, password: 'wrong' },
      { name: 'nobody-here', password: annPassword },
      { name: '__proto__', password: 'x' },
    ]
    const texts = new Set<string>()
    for (const fields of [...tries, { token: 'rh_wrong' }]) {
      const answer = await house.signIn(fields)
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []])
      texts.add((await answer.text()).replace(/ value="[^"]*"/g, ''))
    }
    expect(texts.size).toBe(1)
  })

  it('keeps neither the password nor what was typed as a name in the audit trail', async () => {
    await house.signIn({ name: annPassword, password: 'ann' })
    await house.signIn({ ...ann, password: 'wrong' })
    const [second, first] = house.store.listAudit({ limit: 10 })
    expect(first).toMatchObject({ action: 'signIn', status: 401, who: 'nobody', client: '192.0.2.1' })
    expect(first?.target).toBeUndefined()
    expect(second).toMatchObject({ action: 'signIn', status: 401, target: 'ann', detail: { with: 'password' } })
    expect(JSON.stringify([first, second])).not.toContain(annPassword)
  })
})

describe('a session', () => {
  it('gets a new id at each sign-in: one planted before is worth nothing after it', async () => {
    const planted = `redhook=${'A'.repeat(43)}.${'B'.repeat(43)}`
    const answer = await house.signIn(ann, { headers: { cookie: planted } })
    expect(answer.status).toBe(303)
    expect(cookieOf(answer)).not.toBe(planted)
    expect(await statusWith(planted)).toBe(401)
  })

  it('that was open before ends when its browser signs in anew', async () => {
    const { secret } = house.tokens.create({ name: 'wall', role: 'view' }, 'test')
    const before = await signedIn({ token: secret })
    const after = cookieOf(await house.signIn({ token: secret }, { headers: { cookie: before } }))
    expect([await statusWith(before), await statusWith(after)]).toEqual([401, 200])
  })

  it('ends at sign-out at once, also for a copy of the cookie', async () => {
    const cookie = await signedIn(ann)
    const answer = await house.ask('/sign-out', { method: 'POST', headers: { cookie, origin } })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in'])
    expect(answer.headers.getSetCookie()[0]).toMatch(/^redhook=; Max-Age=0; Path=\//)
    expect(await statusWith(cookie)).toBe(401)
  })

  it('ends after seven days, however much it is used', async () => {
    const cookie = await signedIn(ann)
    house.time.now += 7 * 86_400_000 - 1
    expect(await statusWith(cookie)).toBe(200)
    house.time.now += 2
    expect(await statusWith(cookie)).toBe(401)
  })

  it('ends with the token it was opened with: revoked', async () => {
    const { secret } = house.tokens.create({ name: 'wall', role: 'admin' }, 'test')
    const cookie = await signedIn({ token: secret })
    expect(await statusWith(cookie)).toBe(200)
    house.tokens.revoke('wall')
    expect(await statusWith(cookie)).toBe(401)
  })

  it('ends with the token it was opened with: expired', async () => {
    const { secret } = house.tokens.create({ name: 'wall', role: 'admin', expiresAt: house.time.now + 60_000 }, 'test')
    const answer = await house.signIn({ token: secret })
    expect(answer.headers.getSetCookie()[0]).toContain('Max-Age=60;')
    house.time.now += 60_001
    expect(await statusWith(cookieOf(answer))).toBe(401)
  })

  it('ends when REDHOOK_TOKEN is another one', async () => {
    const cookie = await signedIn({ token: house.world.token ?? '' })
    expect(await statusWith(cookie, '/api/v1/tokens')).toBe(200)
    house.world.token = 'another-token-of-the-environment-for-tests'
    expect(await statusWith(cookie)).toBe(401)
  })

  it('ends when its user leaves the registry, or has another password; another role counts at once', async () => {
    const cookie = await signedIn(ann)
    const { users } = house.world.settings
    const withAnn = (user: object) => {
      house.world.settings = { ...house.world.settings, users: new Map([...users, ['ann', { role: 'view', ...user }]]) }
    }
    withAnn({ password: users.get('ann')?.password })
    const lock = await house.ask('/api/v1/apps/shop/lock', { method: 'POST', headers: { cookie, origin } })
    expect(lock.status).toBe(403)
    withAnn({ password: hashForTests('another password than before') })
    expect(await statusWith(cookie)).toBe(401)
    withAnn({})
    expect(await statusWith(cookie)).toBe(401)
    house.world.settings = { ...house.world.settings, users: new Map() }
    expect(await statusWith(cookie)).toBe(401)
  })

  it('is worth nothing once a character of its cookie is another', async () => {
    const cookie = await signedIn({ token: house.world.token ?? '' })
    expect(await statusWith(cookie)).toBe(200)
    const at = cookie.indexOf('=') + 1
    for (const index of [at, at + 20, at + 43, at + 44, at + 60]) {
      const changed = cookie[index] === 'x' ? 'y' : 'x'
      expect(await statusWith(cookie.slice(0, index) + changed + cookie.slice(index + 1))).toBe(401)
    }
    for (const tampered of [
      cookie.slice(0, -1),
      `${cookie}A`,
      cookie.split('.')[0] ?? '',
      `${cookie.split('.')[0]}.`,
    ]) {
      expect(await statusWith(tampered)).toBe(401)
    }
  })

  it('cannot be made by whoever reads the store: only a hash of its id is there', async () => {
    const cookie = await signedIn({ token: house.world.token ?? '' })
    const [id = ''] = cookie.slice('redhook='.length).split('.')
    expect(house.store.findSession(Buffer.from(id, 'base64url'), house.time.now)).toBeUndefined()
  })
})

describe('over https', () => {
  it('the cookie is Secure and of this host alone, and the plain one counts for nothing', async () => {
    await using tls = openAccessApp({ settings: { publicUrl: 'https://redhook.example.com' } })
    const answer = await tls.signIn({ token: tls.world.token ?? '' })
    const [cookie = ''] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^__Host-redhook=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    expect(cookie).not.toContain('Domain')
    const value = cookieOf(answer).split('=')[1]
    const status = async (name: string) =>
      (await tls.ask('/api/v1/apps', { headers: { cookie: `${name}=${value}` } })).status
    expect([await status('__Host-redhook'), await status('redhook')]).toEqual([200, 401])
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000')
  })

  it('is what a trusted proxy says it is', async () => {
    await using proxied = openAccessApp({ trustedProxies: ['10.0.0.1'] })
    const signIn = async (peer: string, proto: string) => {
      const answer = await proxied.signIn(
        { token: proxied.world.token ?? '' },
        { peer, headers: { 'x-forwarded-proto': proto } },
      )
      return answer.headers.getSetCookie()[0]?.split('=')[0]
    }
    expect(await signIn('10.0.0.1', 'https')).toBe('__Host-redhook')
    expect(await signIn('10.0.0.1', 'https, http')).toBe('redhook')
    expect(await signIn('192.0.2.1', 'https')).toBe('redhook')
  })
})
