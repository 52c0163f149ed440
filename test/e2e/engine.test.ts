import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PrivateEngine, startPrivateEngine } from '../support/private-engine.ts'
import { openSandbox, type Repository, type Sandbox, type Server } from '../support/sandbox.ts'

/** An app without any network, whose image holds the page. */
const app = (page: string, buildSeconds = 0) => ({
  Dockerfile: `FROM redhook-test/busybox:1
RUN sleep ${buildSeconds} && echo '${page}' > /page
CMD ["sleep", "10000"]
`,
  'docker-compose.prod.yml': `services:
  web:
    build: { context: ., network: none }
    network_mode: none
    init: true
    restart: unless-stopped
`,
})

describe('a Docker engine that goes away', () => {
  let engine: PrivateEngine
  let box: Sandbox
  let server: Server
  let shop: Repository
  beforeAll(async () => {
    engine = await startPrivateEngine()
    box = await openSandbox()
    shop = box.repository('shop', app('v1'))
    box.registry({ 'acme/shop': { path: shop.checkout, project: 'shop' } })
    server = await box.start({ env: engine.env })
    expect(await server.deploy(shop, {})).toMatchObject({ status: 'succeeded' })
  })
  afterAll(async () => {
    await box[Symbol.asyncDispose]()
    await engine[Symbol.asyncDispose]()
  })

  const livePage = () => engine.docker('exec', 'redshop-web-1', 'cat', '/page')
  const push = async (page: string, buildSeconds?: number) => {
    const { body } = await server.deliver(shop, { after: shop.push(app(page, buildSeconds)) })
    return body.deployments?.[0]?.id ?? 0
  }
  const waitsForEngine = (id: number) =>
    server.until(
      id,
      ({ status, reason = '' }) => status === 'queued' && reason.includes('The Docker engine does not answer'),
    )

  it('restarted in the middle of a build: the deployment is tried again and becomes live', async () => {
    const id = await push('v2', 3)
    await server.until(id, ({ steps }) => steps.at(-1)?.name === 'build')
    await engine.stop()
    await waitsForEngine(id)
    await engine.start()
    expect(await server.settled(id)).toMatchObject({ status: 'succeeded', attempts: 1 })
    expect(livePage()).toBe('v2')
  })

  it('restarted while Redhook watches the new containers: the deployment is tried again and becomes live', async () => {
    const id = await push('v3')
    await server.until(id, ({ steps }) => steps.at(-1)?.name === 'verify')
    await engine.stop()
    await waitsForEngine(id)
    await engine.start()
    expect(await server.settled(id)).toMatchObject({ status: 'succeeded', attempts: 1 })
    expect(livePage()).toBe('v3')
  })

  it('away when a push arrives: it is taken, says so, waits longer each time, and becomes live without a new push', async () => {
    await engine.stop()
    const id = await push('v4')
    const waits: string[] = []
    await server.until(id, ({ status, reason = '' }) => {
      const [, seconds] = /^The Docker engine does not answer.*Tries again in (\d+) s\.$/s.exec(reason) ?? []
      if (status === 'queued' && seconds !== undefined && seconds !== waits.at(-1)) waits.push(seconds)
      return waits.length >= 3
    })
    expect(waits).toEqual(['1', '2', '4'])
    const ready = await server.api('/readyz')
    expect(ready.status).toBe(503)
    expect(await ready.text()).toContain('engine')
    expect((await server.api('/healthz')).status).toBe(200)

    await engine.start()
    expect(await server.settled(id)).toMatchObject({ status: 'succeeded', attempts: 1 })
    expect(livePage()).toBe('v4')
    expect((await server.api('/readyz')).status).toBe(200)
  })
})
