import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { openSandbox, type Sandbox } from '../support/sandbox.ts'

/** A registry with one app that needs no engine. */
function openApp(box: Sandbox, server: Record<string, unknown> = {}): void {
  const { checkout } = box.repository('shop', { 'page.txt': 'v1' })
  box.registry({ 'acme/shop': { path: checkout, project: 'shop', command: [['true']] } }, server)
}

describe.concurrent('redhook serve refuses to start', () => {
  it('on a data folder that another one uses, which goes on undisturbed', async () => {
    await using box = await openSandbox()
    openApp(box)
    const first = await box.start()
    const second = await box.cli(['serve'])
    expect(second).toMatchObject({ status: 1, stderr: expect.stringContaining('in use by another Redhook') })
    expect(second.stderr).toContain(`pid ${first.pid}`)
    expect((await first.api('/healthz')).status).toBe(200)

    await first.stop('SIGKILL')
    await box.start()
  })

  it('without a webhook secret, and says how to make one', async () => {
    await using box = await openSandbox()
    openApp(box)
    const { status, stderr } = await box.cli(['serve'], { env: { GITHUB_WEBHOOK_SECRET: '' } })
    expect(status).toBe(78)
    expect(stderr).toContain('GITHUB_WEBHOOK_SECRET is not set')
    expect(stderr).toContain('redhook secret')
  })

  it('on a port that somebody else has', async () => {
    await using box = await openSandbox()
    const other = createServer()
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    openApp(box, { listen: `127.0.0.1:${port}` })
    const { status, stderr } = await box.cli(['serve'])
    other.close()
    expect(status).toBe(1)
    expect(stderr).toContain(`Something listens at 127.0.0.1:${port} already`)
  })

  it('with a registry that has mistakes, and names them all with their places', async () => {
    await using box = await openSandbox()
    openApp(box)
    const text = `repos:
  acme/shop: { path: /srv/shop, project: Shop, health: { timeout: 2 apples } }
  blog: { path: /srv/blog }
  acme/wiki: { path: /srv/wiki, colour: red }
`
    writeFileSync(box.path('config/redhook.yml'), text)
    const { status, stderr } = await box.cli(['serve'])
    expect(status).toBe(78)
    for (const place of ['redhook.yml:2:', 'redhook.yml:3:', 'redhook.yml:4:', '2 apples', 'Shop', 'colour'])
      expect(stderr).toContain(place)
  })
})
