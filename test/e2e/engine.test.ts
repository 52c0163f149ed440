import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EngineHouse, openEngineHouse } from '../support/engine-house.ts'
import { waitsTold } from '../support/waits-told.ts'

/** The engine may remember the builds of an earlier run: these are new to it. */
const thisRun = randomUUID()

/** An app without any network, whose image holds the page. */
const app = (page: string, buildSeconds = 0) => ({
  Dockerfile: `FROM redhook-test/busybox:1
RUN sleep ${buildSeconds} && echo '${page}' > /page && : ${thisRun}
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
  let house: EngineHouse
  beforeAll(async () => {
    house = await openEngineHouse(app('v1'))
  })
  afterAll(() => house[Symbol.asyncDispose]())

  const push = (page: string, buildSeconds?: number) => house.push(app(page, buildSeconds))

  it('restarted in the middle of a build: the deployment is tried again and becomes live', async () => {
    const id = await push('v2', 3)
    await house.server.until(id, ({ steps }) => steps.some(({ name }) => name === 'build'))
    await house.engine.stop()
    await house.waitsForEngine(id)
    await house.engine.start()
    expect(await house.server.settled(id)).toMatchObject({ status: 'succeeded', attempts: 1 })
    expect(house.livePage()).toBe('v2')
  })

  it('restarted while Redhook watches the new containers: the deployment is tried again and becomes live', async () => {
    const id = await push('v3')
    await house.server.until(id, ({ steps }) => steps.some(({ name }) => name === 'verify'))
    await house.engine.stop()
    await house.waitsForEngine(id)
    await house.engine.start()
    expect(await house.server.settled(id)).toMatchObject({ status: 'succeeded', attempts: 1 })
    expect(house.livePage()).toBe('v3')
  })

  it('away when a push arrives: it is taken, says so, waits longer each time, and becomes live without a new push', async () => {
    await house.engine.stop()
    const id = await push('v4')
    expect(await waitsTold(house.server, id, 3)).toEqual([1_000, 2_000, 4_000])
    await house.server.until(id, ({ reason = '' }) =>
      /^The Docker engine does not answer.*Tries again in \d+ s\.$/s.test(reason),
    )
    const ready = await house.server.api('/readyz')
    expect(ready.status).toBe(503)
    expect(await ready.text()).toContain('engine')
    expect((await house.server.api('/healthz')).status).toBe(200)

    await house.engine.start()
    expect(await house.server.settled(id)).toMatchObject({ status: 'succeeded', attempts: 1 })
    expect(house.livePage()).toBe('v4')
    expect((await house.server.api('/readyz')).status).toBe(200)
  })
})
