import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cookieOf, openAccessApp, origin } from '../../support/access-app.ts'

let house: ReturnType<typeof openAccessApp>
let cookie: string
beforeAll(async () => {
  house = openAccessApp()
  cookie = cookieOf(await house.signIn({ token: house.world.token ?? '' }))
})
afterAll(() => house[Symbol.asyncDispose]())

const json = 'application/json'
const lock = (headers: Record<string, string>, body = '{"reason":"test"}') =>
  house.ask('/api/v1/apps/shop/lock', { method: 'POST', headers: { cookie, 'content-type': json, ...headers }, body })

/** Refused, and nothing happened. */
async function isRefused(answer: Response, status = 403) {
  expect([answer.status, house.changed]).toEqual([status, []])
}

describe('a change that a browser sends with its cookie', () => {
  it('is done from a page of ours', async () => {
    const before = house.changed.length
    await lock({ origin, 'sec-fetch-site': 'same-origin' })
    expect(house.changed.slice(before)).toEqual(['lock'])
    house.changed.length = 0
  })

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another port', { origin: 'http://localhost:8080' }],
    ['a host that begins like ours', { origin: 'http://localhost.evil.example' }],
    ['a host that ends like ours', { origin: 'http://evil-localhost' }],
    ['credentials that look like ours', { origin: 'http://localhost@evil.example' }],
    ['a path behind our origin', { origin: 'http://localhost/evil' }],
    ['another scheme', { origin: 'chrome-extension://localhost' }],
    ['a sandboxed frame (Origin: null)', { origin: 'null' }],
    ['nowhere (no Origin)', {}],
    ['an empty Origin', { origin: '' }],
    ['two origins', { origin: 'http://localhost, https://evil.example' }],
    ['a referrer of ours instead', { referer: `${origin}/apps/shop` }],
    ['another site, whatever the Origin says', { origin, 'sec-fetch-site': 'cross-site' }],
    ['another host of our site', { origin, 'sec-fetch-site': 'same-site' }],
    ['a bookmark (Sec-Fetch-Site: none) without Origin', { 'sec-fetch-site': 'none' }],
    [
      'a site that forges the host a proxy would tell',
      { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
    ],
  ])('is refused from %s', async (_, headers) => {
    await isRefused(await lock(headers as Record<string, string>))
  })

  it.each([
    'text/plain',
    'multipart/form-data; boundary=x',
    'text/plain; application/json',
    'application/json-evil',
    'application/xml',
  ])('is refused as %s, which no page of ours sends', async type =>
    isRefused(await lock({ origin, 'content-type': type }), 415),
  )

  it.each(['PUT', 'PATCH', 'DELETE', 'PROPPATCH'])('is refused as %s from elsewhere, too', async method => {
    const headers = { cookie, origin: 'https://evil.example' }
    await isRefused(await house.ask('/api/v1/tokens/ci', { method, headers }))
  })

  it('is refused at sign-in from elsewhere: nobody is signed in as somebody else', async () => {
    const answer = await house.signIn(
      { token: house.world.token ?? '' },
      { headers: { origin: 'https://evil.example' } },
    )
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []])
  })

  it('is refused at sign-out from elsewhere', async () => {
    await isRefused(
      await house.ask('/sign-out', { method: 'POST', headers: { cookie, origin: 'https://evil.example' } }),
    )
    expect((await house.ask('/api/v1/apps', { headers: { cookie } })).status).toBe(200)
  })

  it('is refused without effect when it comes as GET', async () => {
    for (const path of ['/api/v1/apps/shop/lock?reason=x', '/sign-out', '/api/v1/deployments/1/cancel']) {
      const answer = await house.ask(path, { headers: { cookie, origin } })
      expect(answer.status).toBeGreaterThanOrEqual(400)
    }
    expect(house.changed).toEqual([])
    expect((await house.ask('/api/v1/apps', { headers: { cookie } })).status).toBe(200)
  })
})

describe('behind a proxy that changes the Host header', () => {
  it('publicUrl is our origin, too', async () => {
    await using proxied = openAccessApp({ settings: { publicUrl: 'https://redhook.example.com/tools' } })
    const signIn = async (from: string) =>
      (
        await proxied.signIn(
          { token: proxied.world.token ?? '' },
          { headers: { origin: from, host: '127.0.0.1:8000' } },
        )
      ).status
    expect([await signIn('https://redhook.example.com'), await signIn('http://redhook.example.com')]).toEqual([
      303, 403,
    ])
  })
})

describe('a script with a token', () => {
  it('needs no Origin, since no browser sends its header by itself', async () => {
    const headers = { authorization: `Bearer ${house.world.token}`, cookie: '' }
    await lock(headers)
    expect(house.changed).toEqual(['lock'])
    house.changed.length = 0
  })

  it('that is wrong is not helped by a cookie that is right', async () => {
    const answer = await lock({ authorization: 'Bearer wrong', origin })
    expect([answer.status, house.changed]).toEqual([401, []])
  })
})

describe('an answer', () => {
  it.each(['/api/v1/apps', '/sign-in', '/healthz', '/nothing', '/docs', '/openapi.json'])(
    'to %s cannot be framed, sniffed, kept or filled with foreign scripts',
    async path => {
      const answer = await house.ask(path, { headers: { accept: 'text/html' } })
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': expect.stringContaining('camera=()'),
        'cache-control': 'no-store',
      })
      expect(answer.headers.get('strict-transport-security')).toBeNull()
    },
  )

  it('of the sign-in page has neither inline script nor inline style', async () => {
    const html = await (await house.ask('/sign-in')).text()
    expect(html).toContain('<form method="post" action="/sign-in"')
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|javascript:/i)
  })
})
