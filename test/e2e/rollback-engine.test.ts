import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PrivateEngine, startPrivateEngine } from '../support/private-engine.ts'
import { openSandbox, type Repository, type Sandbox, type Server } from '../support/sandbox.ts'

/** An app without any network, whose image holds the page, and that may never get healthy. */
const app = (page: string, isGood = true) => ({
  Dockerfile: `FROM redhook-test/busybox:1\nRUN echo '${page}' > /page\nCMD ["sh", "-c", "trap '' TERM; sleep 10000"]\n`,
  'docker-compose.prod.yml': `services:
  web:
    build: { context: ., network: none }
    network_mode: none
    stop_grace_period: ${isGood ? 1 : 6}s
    restart: unless-stopped
    healthcheck: { test: ["CMD", "${isGood}"], interval: 1s, retries: 1 }
`,
})

describe('a Docker engine that goes away while a broken version is deployed', () => {
  let engine: PrivateEngine
  let box: Sandbox
  let server: Server
  let shop: Repository
  beforeAll(async () => {
    engine = await startPrivateEngine()
    box = await openSandbox()
    shop = box.repository('shop', app('v1'))
    box.registry({ 'acme/shop': { path: shop.checkout, project: 'shop', health: { timeout: '8s' } } })
    server = await box.start({ env: engine.env })
    expect(await server.deploy(shop, {})).toMatchObject({ status: 'succeeded' })
  })
  afterAll(async () => {
    await box[Symbol.asyncDispose]()
    await engine[Symbol.asyncDispose]()
  })

  const livePage = () => engine.docker('exec', 'redshop-web-1', 'cat', '/page')
  const push = async (page: string, isGood: boolean) => {
    const { body } = await server.deliver(shop, { after: shop.push(app(page, isGood)) })
    return body.deployments?.[0]?.id ?? 0
  }
  const waitsForEngine = (id: number) =>
    server.until(
      id,
      ({ status, reason = '' }) => status === 'queued' && reason.includes('The Docker engine does not answer'),
    )

  it.each(['verify', 'rollback'])(
    'in the step %s: the old version runs again, and the next push is live',
    async step => {
      const good = livePage()
      const id = await push(`bad in ${step}`, false)
      await server.until(id, ({ steps }) => steps.at(-1)?.name === step && steps.at(-1)?.result === 'running')
      await engine.stop()
      await waitsForEngine(id)
      await engine.start()
      const settled = await server.settled(id)
      expect(settled, JSON.stringify(settled.error)).toMatchObject({ status: 'rolled_back' })
      expect(livePage()).toBe(good)
      expect(await server.settled(await push(`good after ${step}`, true))).toMatchObject({ status: 'succeeded' })
      expect(livePage()).toBe(`good after ${step}`)
    },
  )
})
