import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { originOf } from '../../src/cli/commands/send.ts'
import { signedBy } from '../../src/core/delivery/signature.ts'
import { createCliHarness } from '../support/cli-harness.ts'

const secret = 'a-secret-of-the-webhook-0123456789'

/** A web server that keeps what it was sent and answers with this status. */
async function receiver(status: number) {
  const got: { url: string; headers: IncomingMessage['headers']; body: string }[] = []
  const server = createServer((request, response) => {
    void text(request).then(body => {
      got.push({ url: request.url ?? '', headers: request.headers, body })
      response.writeHead(status).end('{"status":"queued"}')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { got, port, [Symbol.dispose]: () => void server.close() }
}

const registry = (port: number) => `server:
  listen: 127.0.0.1:${port}
  webhookPath: /hook-1
repos:
  acme/shop: { path: /srv/shop, project: shop, url: 'https://example.org/acme/shop.git', branch: staging }
  acme/own: { path: /srv/own, project: own, url: 'https://example.org/acme/own.git', secret: own-secret-0123456789 }
  acme/lab: { path: /srv/lab, project: lab, url: 'https://example.org/acme/lab.git', provider: gitlab }
`

describe('redhook send', () => {
  it("signs a push of the app's branch with the configured secret, sends it to the configured address, prints the answer", async () => {
    await using cli = createCliHarness()
    using server = await receiver(202)
    cli.write('config/redhook.yml', registry(server.port))
    cli.write('.env', `GITHUB_WEBHOOK_SECRET=${secret}\n`)
    const { code, stdout } = await cli.redhook(['send', 'acme/shop'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '202 {"status":"queued"}\n' })
    const [{ url, headers, body } = { url: '', headers: {}, body: '' }] = server.got
    expect(url).toBe('/hook-1')
    expect(headers['x-github-event']).toBe('push')
    expect(headers['x-github-delivery']).toMatch(/^[0-9a-f-]{36}$/)
    expect(signedBy(Buffer.from(body), String(headers['x-hub-signature-256']), [secret])).toBe(0)
    expect(JSON.parse(body)).toEqual({
      ref: 'refs/heads/staging',
      repository: { name: 'shop', full_name: 'acme/shop' },
      pusher: { name: 'redhook send' },
    })
  })

  it("uses a repository's own secret at its own URL, and the branch and commit it is given", async () => {
    await using cli = createCliHarness()
    using server = await receiver(200)
    cli.write('config/redhook.yml', registry(server.port))
    const after = 'c'.repeat(40)
    await cli.redhook(['send', 'ACME/own', '--branch', 'x', '--after', after])
    const [{ url, headers, body } = { url: '', headers: {}, body: '' }] = server.got
    expect(url).toBe('/hook-1/github/ACME/own')
    expect(signedBy(Buffer.from(body), String(headers['x-hub-signature-256']), ['own-secret-0123456789'])).toBe(0)
    expect(JSON.parse(body)).toMatchObject({ ref: 'refs/heads/x', after })
  })

  it('ends with 1 when the server refuses', async () => {
    await using cli = createCliHarness()
    using server = await receiver(401)
    cli.write('config/redhook.yml', registry(server.port))
    const environment = { GITHUB_WEBHOOK_SECRET: secret }
    expect(await cli.redhook(['send', 'acme/shop'], { environment })).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^401 /),
    })
  })

  it('ends with 69 when nothing answers there', async () => {
    await using cli = createCliHarness()
    cli.write('config/redhook.yml', registry(1))
    const environment = { GITHUB_WEBHOOK_SECRET: secret }
    const { code, stderr } = await cli.redhook(['send', 'acme/shop'], { environment })
    expect(code).toBe(69)
    expect(stderr).toContain('127.0.0.1:1')
  })

  it('ends with 78 and how to make one when there is no secret', async () => {
    await using cli = createCliHarness()
    cli.write('config/redhook.yml', registry(1))
    const { code, stderr } = await cli.redhook(['send', 'acme/shop'])
    expect(code).toBe(78)
    expect(stderr).toContain('redhook secret')
  })

  it('does not send as GitHub what only another forge could have sent', async () => {
    await using cli = createCliHarness()
    cli.write('config/redhook.yml', registry(1))
    const { code, stderr } = await cli.redhook(['send', 'acme/lab'], { environment: { GITHUB_WEBHOOK_SECRET: secret } })
    expect(code).toBe(2)
    expect(stderr).toContain('acme/lab lies at GitLab')
    expect(stderr).toContain('redhook deploy lab')
  })

  it.each([
    ['0.0.0.0', 'http://127.0.0.1:80'],
    ['::', 'http://[::1]:80'],
    ['10.0.0.7', 'http://10.0.0.7:80'],
    ['fe80::1', 'http://[fe80::1]:80'],
  ])('reaches a server that listens on %s at %s', (address, origin) => {
    expect(originOf({ address, port: 80 })).toBe(origin)
  })
})
