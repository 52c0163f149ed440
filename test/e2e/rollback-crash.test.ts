import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveApp, openLiveApp } from '../support/live-app.ts'
import { descendantsOf, stillAlive } from '../support/process-tree.ts'
import { expectFilesOf, expectRolledBack, goodNow } from '../support/rolled-back.ts'
import { hostService, sampleApp } from '../support/sample-app.ts'
import { type Files, type Server, serves } from '../support/sandbox.ts'

/** Whether it gets healthy is up to the test: it is not while a file of that name lies in the folder. */
const switched = (port: number, hold: string, more: object = {}) =>
  JSON.stringify({
    services: {
      web: hostService(port, {
        volumes: [`${hold}:/hold`],
        healthcheck: { test: ['CMD', 'test', '!', '-e', '/hold/sick'], interval: '1s', retries: 1 },
        ...more,
      }),
    },
  })

/** Soon unhealthy. */
const bad = { healthcheck: { test: ['CMD', 'false'], interval: '1s', retries: 1 } }
/** Not healthy until the gate has lost its patience. */
const cold = { healthcheck: { ...bad.healthcheck, retries: 1_000 } }
/** Does not stop while a file of that name lies in the folder, so that the way back stays in its middle. */
const stubborn = {
  ...bad,
  init: false,
  stop_grace_period: '2m',
  command: [
    'sh',
    '-c',
    "trap 'while [ -e /hold/stubborn ]; do sleep 0.1; done; exit 0' TERM; httpd -f -p $$LISTEN -h /www & wait",
  ],
}

describe('the way back', () => {
  let live: LiveApp
  let server: Server
  const hold = () => live.box.path('hold')
  const files = (page: string, more: object = {}): Files =>
    sampleApp(live.port, page, { 'docker-compose.prod.yml': switched(live.port, hold(), more) })
  const push = async (content: Files) => {
    const { body } = await server.deliver(live.repository, { after: live.repository.push(content) })
    return body.deployments?.[0]?.id ?? 0
  }
  /** Pushes a version whose way back takes until it is let go; returns the deployment once it is on that way. */
  const pushStubborn = async () => {
    writeFileSync(join(hold(), 'stubborn'), '')
    const id = await push(files('bad', stubborn))
    await server.until(id, ({ steps }) => steps.at(-1)?.name === 'rollback' && steps.at(-1)?.result === 'running')
    return id
  }
  const letGo = () => rmSync(join(hold(), 'stubborn'))
  /** What Redhook has running at this moment, once it has. */
  const untilComposeRuns = () => expect.poll(() => descendantsOf(server.pid).length).toBeGreaterThan(0)

  beforeAll(async () => {
    live = await openLiveApp({
      settings: () => ({ health: { timeout: '8s' } }),
      files: ({ box, port }) => {
        mkdirSync(box.path('hold'), { recursive: true })
        return { 'docker-compose.prod.yml': switched(port, box.path('hold')) }
      },
    })
    server = live.server
  })
  afterAll(() => live[Symbol.asyncDispose]())

  it('killed in its middle, with everything below it: the next start goes on with it', async () => {
    const good = await goodNow(live)
    const id = await pushStubborn()
    await untilComposeRuns()
    const children = descendantsOf(server.pid)
    await server.stop('SIGKILL', { tree: true })
    await expect.poll(() => stillAlive(children)).toEqual([])

    server = await live.box.start()
    letGo()
    const settled = await server.settled(id)
    await expectRolledBack(live, settled, good)
    expect(settled.steps.filter(({ name }) => name === 'rollback').map(({ result }) => result)).toEqual([
      'interrupted',
      'done',
    ])
    expect(await server.settled(await push(files('after the kill')))).toMatchObject({ status: 'succeeded' })
    await serves(live.port, 'after the kill')
  })

  it('comes to its end though Redhook is stopped in its middle', async () => {
    const good = await goodNow(live)
    const id = await pushStubborn()
    const stopped = server.stop('SIGTERM')
    await server.says('stopping: ')
    letGo()
    await stopped
    server = await live.box.start()
    await expectRolledBack(live, await server.settled(id), good)
    expect(await server.settled(await push(files('after the stop')))).toMatchObject({ status: 'succeeded' })
    await serves(live.port, 'after the stop')
  })

  it('is what is left of a deployment that was killed three times while it waited for health', async () => {
    const good = await goodNow(live)
    const id = await push(files('bad', cold))
    for (const attempt of [1, 2, 3]) {
      await server.until(
        id,
        ({ steps, attempts }) =>
          attempts === attempt && steps.at(-1)?.name === 'verify' && steps.at(-1)?.result === 'running',
      )
      await server.stop('SIGKILL', { tree: true })
      server = await live.box.start()
    }
    const settled = await server.settled(id)
    await expectRolledBack(live, settled, good)
    expect(settled.error).toMatchObject({ code: 'INTERRUPTED' })
    expect(await server.settled(await push(files('after three kills')))).toMatchObject({ status: 'succeeded' })
    await serves(live.port, 'after three kills')
  })

  it('that fails, too, is reported with both failures and not tried again', async () => {
    const good = await goodNow(live)
    writeFileSync(live.box.path('hold/sick'), '')
    const failed = await server.settled(await push(files('bad', { ...bad, environment: { BAD: 'yes' } })))
    expect(failed).toMatchObject({
      status: 'failed',
      error: {
        code: 'ROLLBACK_FAILED',
        message: expect.stringMatching(/; the rollback to the version of deployment \d+ \(.{10}\) failed, too: /),
        hint: expect.stringContaining(`docker compose -p ${live.project} ps`),
        evidence: [{ service: 'web' }, { service: 'web' }],
      },
    })
    expect(failed.steps.filter(({ name }) => name === 'rollback')).toMatchObject([{ result: 'failed' }])
    expectFilesOf(live.repository, good.commit)

    rmSync(live.box.path('hold/sick'))
    expect(await server.settled(await push(files('after both')))).toMatchObject({ status: 'succeeded' })
    await serves(live.port, 'after both')
  })
})
