import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EngineHouse, openEngineHouse } from '../support/engine-house.ts'

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
  let house: EngineHouse
  beforeAll(async () => {
    house = await openEngineHouse(app('v1'), { health: { timeout: '8s' } })
  })
  afterAll(() => house[Symbol.asyncDispose]())

  const push = (page: string, isGood: boolean) => house.push(app(page, isGood))

  it.each(['verify', 'rollback'])(
    'in the step %s: the old version runs again, and the next push is live',
    async step => {
      const good = house.livePage()
      const id = await push(`bad in ${step}`, false)
      await house.server.until(id, ({ steps }) => steps.some(({ name }) => name === step))
      await house.engine.stop()
      await house.waitsForEngine(id)
      await house.engine.start()
      const settled = await house.server.settled(id)
      expect(settled, JSON.stringify(settled.error)).toMatchObject({ status: 'rolled_back' })
      expect(house.livePage()).toBe(good)
      expect(await house.server.settled(await push(`good after ${step}`, true))).toMatchObject({ status: 'succeeded' })
      expect(house.livePage()).toBe(`good after ${step}`)
    },
  )
})
