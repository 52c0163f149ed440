import { describe, expect, it } from 'vitest'
import { containersOf, type LiveApp, openLiveApp } from '../support/live-app.ts'
import { dockerfile, sampleApp, serviceFile } from '../support/sample-app.ts'
import { served, serves } from '../support/sandbox.ts'

/** What every failure must leave possible: the next good push goes through and is live. */
async function heals({ server, repository, port }: LiveApp, page = 'healed'): Promise<void> {
  const good = await server.deploy(repository, sampleApp(port, page))
  expect(good).toMatchObject({ status: 'succeeded', plan: { action: 'build' } })
  await serves(port, page)
}

describe.concurrent('a push that cannot become live', () => {
  it('fails with the last lines of the build, while the old containers run on', async () => {
    await using live = await openLiveApp()
    const { server, repository, port, project } = live
    const old = containersOf(project)

    const broken = await server.deploy(repository, {
      'page.txt': 'v2',
      Dockerfile: dockerfile('RUN echo cannot find the widget && exit 3'),
    })
    expect(broken).toMatchObject({
      status: 'failed',
      error: { code: 'BUILD_FAILED', message: expect.stringContaining('web'), hint: expect.stringContaining('push') },
    })
    expect(broken.error?.evidence?.[0]?.log?.join('\n')).toContain('cannot find the widget')
    expect(broken.steps.map(({ name, result }) => `${name} ${result}`)).toEqual([
      'sync done',
      'plan done',
      'build failed',
      'rollback done',
    ])
    expect(containersOf(project)).toEqual(old)
    expect(await served(port)).toBe('v1')

    await heals(live)
  })

  it('fails with exit code and log when the app exits', async () => {
    await using live = await openLiveApp()
    const failed = await live.server.deploy(live.repository, {
      Dockerfile: 'FROM redhook-test/busybox:1\nCMD ["sh", "-c", "echo there is no database; exit 7"]\n',
    })
    expect(failed).toMatchObject({
      status: 'rolled_back',
      error: {
        code: 'UNHEALTHY',
        message: expect.stringContaining('web exited with code 7'),
        evidence: [{ service: 'web', state: 'exited', exitCode: 7, log: ['there is no database'] }],
      },
    })
    await heals(live)
  })

  it('fails when the app keeps crashing, without waiting for the health timeout', async () => {
    await using live = await openLiveApp({ settings: () => ({ health: { timeout: '4m' } }) })
    const { server, repository, port } = live
    const failed = await server.deploy(repository, {
      Dockerfile: 'FROM redhook-test/busybox:1\nCMD ["sh", "-c", "echo out of widgets; exit 4"]\n',
      'docker-compose.prod.yml': serviceFile(port, { restart: 'always' }),
    })
    expect(failed).toMatchObject({
      status: 'rolled_back',
      error: {
        // Not HEALTH_TIMEOUT.
        code: 'UNHEALTHY',
        message: expect.stringMatching(/web keeps crashing: restarted \d+ times, last exit code 4/),
        evidence: [{ service: 'web', log: expect.arrayContaining(['out of widgets']) }],
      },
    })
    await heals(live)
  })

  it('fails before anything is touched when a Compose file cannot be read', async () => {
    await using live = await openLiveApp()
    const { server, repository, port, project } = live
    const old = containersOf(project)
    const failed = await server.deploy(repository, { 'docker-compose.prod.yml': 'services: [web\n' })
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'COMPOSE_INVALID' } })
    expect(containersOf(project)).toEqual(old)
    expect(await served(port)).toBe('v1')

    const good = sampleApp(port, 'v3', { Dockerfile: dockerfile('RUN true') })
    expect(await server.deploy(repository, good)).toMatchObject({ status: 'succeeded', plan: { action: 'build' } })
    await serves(port, 'v3')
  })
})
