import { describe, expect, it } from 'vitest'
import { openLiveApp } from '../support/live-app.ts'
import { composeFile, dockerfile, sampleApp, serviceFile } from '../support/sample-app.ts'
import { served, serves } from '../support/sandbox.ts'

const checkedBy = (line: string) => ({
  healthcheck: { test: ['CMD', 'sh', '-c', line], interval: '1s', timeout: '30s', retries: 2 },
})

/** A web server whose `/cgi-bin/health` answers with this status. */
const answering = (status: number): string =>
  dockerfile(
    'RUN mkdir -p /www/cgi-bin',
    `RUN printf '#!/bin/sh\\nprintf "HTTP/1.0 ${status} X\\\\r\\\\n\\\\r\\\\n"\\n' > /www/cgi-bin/health`,
    'RUN chmod +x /www/cgi-bin/health',
  )

describe.concurrent('the gate', () => {
  it('gives up an app that never gets healthy, with what its healthcheck said and its log', async () => {
    await using live = await openLiveApp({ settings: () => ({ health: { timeout: '12s' } }) })
    const { server, repository, port } = live
    const failed = await server.deploy(repository, {
      'docker-compose.prod.yml': serviceFile(port, {
        command: ['sh', '-c', 'echo loading the world; exec httpd -f -p $$LISTEN -h /www'],
        ...checkedBy('echo still loading; exit 1'),
      }),
    })
    expect(failed).toMatchObject({
      status: 'rolled_back',
      error: {
        code: expect.stringMatching(/^(UNHEALTHY|HEALTH_TIMEOUT)$/),
        message: expect.stringContaining('web is unhealthy'),
        evidence: [
          {
            service: 'web',
            state: 'running',
            health: expect.stringMatching(/^unhealthy: .*still loading/s),
            log: expect.arrayContaining(['loading the world']),
          },
        ],
      },
    })
    expect(await server.deploy(repository, sampleApp(port, 'v3'))).toMatchObject({ status: 'succeeded' })
    await serves(port, 'v3')
  })

  it('waits no longer than health.timeout for an app that takes its time', async () => {
    await using live = await openLiveApp({ settings: () => ({ health: { timeout: '10s' } }) })
    const { server, repository, port } = live
    const slow = { healthcheck: { test: ['CMD', 'true'], interval: '30s', start_period: '60s' } }
    const failed = await server.deploy(repository, { 'docker-compose.prod.yml': serviceFile(port, slow) })
    expect(failed).toMatchObject({
      status: 'rolled_back',
      error: {
        code: 'HEALTH_TIMEOUT',
        message: 'Not healthy after 10 s: web is not healthy yet',
        hint: expect.stringContaining('health.timeout'),
        evidence: [{ service: 'web', health: 'starting' }],
      },
    })
    expect(await server.deploy(repository, sampleApp(port, 'v3'))).toMatchObject({ status: 'succeeded' })
  })

  it('is content with a service that does its work once, and not with one that fails at it', async () => {
    await using live = await openLiveApp()
    const { server, repository, port } = live
    const once = (line: string) =>
      composeFile(
        port,
        `    depends_on: { migrate: { condition: service_completed_successfully } }
  migrate:
    image: redhook-test/busybox:1
    restart: "no"
    network_mode: none
    command: [sh, -c, "${line}"]
  report:
    image: redhook-test/busybox:1
    restart: "no"
    network_mode: none
    command: [sh, -c, "echo reported"]
`,
      )
    const good = await server.deploy(repository, {
      'page.txt': 'v2',
      'docker-compose.prod.yml': once('echo migrated'),
    })
    expect(good).toMatchObject({ status: 'succeeded' })
    await serves(port, 'v2')

    const bad = await server.deploy(repository, {
      'docker-compose.prod.yml': once('echo no such table; exit 5'),
    })
    expect(bad).toMatchObject({
      status: 'rolled_back',
      error: { code: 'UNHEALTHY', evidence: [{ service: 'migrate', exitCode: 5, log: ['no such table'] }] },
    })

    expect(
      await server.deploy(repository, { 'docker-compose.prod.yml': once('echo migrated'), 'page.txt': 'v4' }),
    ).toMatchObject({ status: 'succeeded' })
    await serves(port, 'v4')
  })

  it('asks the health URL last: with 500 the old version is put back, with 200 the new one is live', async () => {
    await using live = await openLiveApp({
      settings: ({ port }) => ({ health: { timeout: '10s', url: `http://127.0.0.1:${port}/cgi-bin/health` } }),
      files: () => ({ Dockerfile: answering(200) }),
    })
    const { server, repository, port } = live
    const failed = await server.deploy(repository, { 'page.txt': 'v2', Dockerfile: answering(500) })
    expect(failed).toMatchObject({
      status: 'rolled_back',
      error: { code: 'HEALTH_TIMEOUT', message: expect.stringContaining('/cgi-bin/health answers 500') },
    })
    expect(await served(port)).toBe('v1')

    const good = await server.deploy(repository, { 'page.txt': 'v3', Dockerfile: answering(200) })
    expect(good).toMatchObject({ status: 'succeeded' })
    await serves(port, 'v3')
  })
})
