import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { containersOf, type LiveApp, openLiveApp } from '../support/live-app.ts'
import { expectFilesOf, expectRolledBack, goodNow, heals } from '../support/rolled-back.ts'
import { composeFile, dockerfile, publishedFile, sampleApp, serviceFile } from '../support/sample-app.ts'
import { type Files, served } from '../support/sandbox.ts'

/** An image that runs this shell line. */
const runs = (line: string) => `FROM redhook-test/busybox:1\nCMD ["sh", "-c", "${line}"]\n`

describe('a version that is broken', () => {
  let live: LiveApp
  beforeAll(async () => {
    live = await openLiveApp({ settings: () => ({ health: { timeout: '20s' } }) })
  })
  afterAll(() => live[Symbol.asyncDispose]())
  /** The good app with these files in place of its own. */
  const push = (files: Files) => live.server.deploy(live.repository, sampleApp(live.port, 'bad', files))

  it('exits at once: the verdict waits for no timeout, and the old version serves again without a build', async () => {
    const good = await goodNow(live)
    const failed = await push({ Dockerfile: runs('echo there is no database; exit 7') })
    await expectRolledBack(live, failed, good)
    expect(failed).toMatchObject({
      error: {
        code: 'UNHEALTHY',
        message: 'web exited with code 7',
        evidence: [{ service: 'web', exitCode: 7, log: ['there is no database'] }],
      },
    })
    expect((await live.server.log(failed.id)).match(/building with/g), 'the new version alone').toHaveLength(1)
    await heals(live, 'after the exit')
  })

  it('is not tried again by itself, since its commit is known to be bad, until somebody asks', async () => {
    const good = await goodNow(live)
    const failed = await push({ Dockerfile: runs('exit 5') })
    await expectRolledBack(live, failed, good)
    const before = containersOf(live.project)
    const { body } = await live.server.deliver(live.repository)
    const again = await live.server.settled(body.deployments?.[0]?.id ?? 0)
    expect(again).toMatchObject({ status: 'skipped', plan: { reasons: [{ rule: 'known-bad' }] } })
    expect(containersOf(live.project)).toEqual(before)
    expect(await served(live.port)).toBe(good.page)
    await heals(live, 'after the known bad')
  })

  it('keeps crashing, though its restart policy hides it', async () => {
    const good = await goodNow(live)
    const failed = await push({
      Dockerfile: runs('echo out of widgets; exit 4'),
      'docker-compose.prod.yml': serviceFile(live.port, { restart: 'always' }),
    })
    await expectRolledBack(live, failed, good)
    expect(failed.error?.message).toMatch(/^web keeps crashing: restarted \d+ times, last exit code 4$/)
    await heals(live, 'after the crash loop')
  })

  it('never gets healthy', async () => {
    const good = await goodNow(live)
    const failed = await push({
      'docker-compose.prod.yml': serviceFile(live.port, {
        healthcheck: { test: ['CMD', 'false'], interval: '1s', retries: 100 },
      }),
    })
    await expectRolledBack(live, failed, good)
    expect(failed.error).toMatchObject({ code: 'HEALTH_TIMEOUT' })
    await heals(live, 'after the timeout')
  })

  it('brings a service of its own that crashes: it goes with the version', async () => {
    const good = await goodNow(live)
    const extra =
      '  extra: { image: redhook-test/busybox:1, command: ["false"], restart: always, network_mode: none }\n'
    const failed = await push({
      'docker-compose.prod.yml': composeFile(live.port, extra),
    })
    await expectRolledBack(live, failed, good)
    expect(containersOf(live.project).map(line => line.split(' ')[0])).toEqual([`${live.project}-web-1`])
    await heals(live, 'after the extra service')
  })

  it('wants a port that is taken: the failure names the port, and the old version serves', async () => {
    const good = await goodNow(live)
    const holder = createServer()
    await new Promise<void>(resolve => holder.listen(0, '127.0.0.1', resolve))
    const address = holder.address()
    const taken = typeof address === 'object' && address ? address.port : 0
    const failed = await push({ 'docker-compose.prod.yml': publishedFile(taken) })
    holder.close()
    await expectRolledBack(live, failed, good)
    expect(failed.error).toMatchObject({ code: 'PORT_TAKEN', message: expect.stringContaining(String(taken)) })
    await heals(live, 'after the taken port')
  })

  it('cannot be built: the containers are not touched, and the checkout is put back', async () => {
    const good = await goodNow(live)
    const failed = await push({ Dockerfile: dockerfile('RUN exit 3') })
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'BUILD_FAILED' } })
    expect(containersOf(live.project)).toEqual(good.containers)
    expect(await served(live.port)).toBe(good.page)
    expectFilesOf(live.repository, good.commit)
    await heals(live, 'after the build')
  })

  it('has a Compose file that cannot be read: nothing but the checkout is put back', async () => {
    const good = await goodNow(live)
    const failed = await push({ 'docker-compose.prod.yml': 'services: [web\n' })
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'COMPOSE_INVALID' } })
    expect(containersOf(live.project)).toEqual(good.containers)
    expectFilesOf(live.repository, good.commit)
    await heals(live, 'after the unreadable file')
  })
})
