import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exchange, startTestServer, statusOf } from '../../support/github-server.ts'
import { hostileIds } from '../../support/hostile.ts'

const token = 'a-token-of-the-environment-for-tests-alone'

let site: Awaited<ReturnType<typeof startTestServer>>
beforeAll(async () => {
  site = await startTestServer({ token })
})
afterAll(() => site[Symbol.asyncDispose]())

const authorization = `Authorization: Bearer ${token}`
const send = async (head: readonly string[], body = '') =>
  exchange(site.port, [`${head.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`])
const get = (path: string, ...headers: string[]) => send([`GET ${path} HTTP/1.1`, 'Host: localhost', ...headers])

describe('the running server', () => {
  it('knows where a connection comes from: the audit trail has its address, whatever the request says', async () => {
    await send([
      'POST /api/v1/apps/shop/unlock HTTP/1.1',
      'Host: localhost',
      'X-Forwarded-For: 203.0.113.9',
      authorization,
      'Content-Length: 0',
    ])
    expect(site.store.listAudit({ limit: 1 })[0]).toMatchObject({
      client: '127.0.0.1',
      who: 'REDHOOK_TOKEN',
      via: 'token',
    })
  })

  it.each([
    ['a huge cookie', `Cookie: redhook=${'x'.repeat(100_000)}`],
    ['a huge token', `Authorization: Bearer ${'x'.repeat(100_000)}`],
    ['a huge header', `X-Forwarded-User: ${'x'.repeat(100_000)}`],
    ['thousands of headers', Array.from({ length: 5_000 }, (_, index) => `X-${index}: x`).join('\r\n')],
  ])('refuses %s before anything reads it', async (_, header) => {
    expect(statusOf(await get('/api/v1/apps', header))).toBe(431)
    expect(statusOf(await get('/api/v1/apps', authorization))).toBe(200)
  })

  it('lives with cookies as large as may come, and with many', async () => {
    for (const cookie of [
      'x'.repeat(12_000),
      'redhook=a; '.repeat(1_000),
      `redhook=${'.'.repeat(10_000)}`,
      'redhook=%',
      '=;=;=',
    ]) {
      expect(statusOf(await get('/api/v1/apps', `Cookie: ${cookie}`))).toBe(401)
    }
  })

  it('refuses a sign-in form that has no end', async () => {
    const body = `token=${'x'.repeat(100_000)}`
    const head = [
      'POST /sign-in HTTP/1.1',
      'Host: localhost',
      'Origin: http://localhost',
      'Content-Type: application/x-www-form-urlencoded',
    ]
    expect(statusOf(await send([...head, `Content-Length: ${body.length}`], body))).toBe(413)
  })

  it.each(hostileIds)('finds nothing by the id %j, and does not fail', async id => {
    for (const path of [
      `/api/v1/deployments/${id}`,
      `/api/v1/deployments/${id}/log`,
      `/api/v1/apps/${id}`,
      `/deployments/${id}`,
      `/assets/${id}`,
    ]) {
      const answer = await get(path, authorization)
      expect([path, [400, 404, 405].includes(statusOf(answer))]).toEqual([path, true])
      expect(answer).not.toContain('root:')
    }
  })

  it('answers a target that is no path, and odd ones that could be taken for another', async () => {
    for (const target of [
      'http://evil.example/api/v1/apps',
      '//api/v1/apps',
      '/api/v1/../v1/apps',
      '/./api/v1/apps',
      '/%61pi/v1/apps',
      '/API/V1/APPS',
      '*',
    ]) {
      expect([target, statusOf(await get(target)) >= 400]).toEqual([target, true])
    }
  })

  it('asks a webhook for its signature and nothing else: no cookie, token or Origin helps or hinders', async () => {
    const answer = await send(['POST /webhook HTTP/1.1', 'Host: localhost', authorization, 'Content-Length: 2'], '{}')
    expect(statusOf(answer)).toBe(401)
    expect(answer).toContain('SIGNATURE_INVALID')
  })
})
