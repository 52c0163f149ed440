import { createServer } from 'node:http'
import { expect, it } from 'vitest'
import { containersOf, verify } from '../../src/pipeline/verify.ts'
import { healthcheck, shellService } from '../support/docker-images.ts'
import { type DockerProject, docker, openDockerProject } from '../support/docker-project.ts'
import { upAll } from '../support/walk.ts'

const start = async (project: DockerProject, services: Record<string, unknown>) => {
  project.services(services)
  const target = await project.target()
  await upAll(project.app, target, project.ports, project.context)
  return target
}

it('finds an app that exits, with its exit code and its last words', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  const target = await start(project, {
    web: shellService('echo listening; sleep 1; echo port in use >&2; exit 7'),
    worker: shellService('sleep 1000'),
  })
  await expect(verify(app, target, { before: [] }, ports, context)).rejects.toMatchObject({
    code: 'UNHEALTHY',
    message: 'web exited with code 7',
    evidence: [{ service: 'web', state: 'exited', exitCode: 7, log: ['listening', 'port in use'] }],
  })
})

it('finds a crash loop though a restart policy hides it, well before the timeout', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  const target = await start(project, { web: shellService('echo again; exit 1', { restart: 'always' }) })
  const started = performance.now()
  const patient = { ...app, health: { timeoutMs: 160_000 } }
  await expect(verify(patient, target, { before: [] }, ports, context)).rejects.toMatchObject({
    code: 'UNHEALTHY',
    message: expect.stringMatching(/^web keeps crashing: restarted \d+ times(, last exit code 1)?$/),
  })
  expect(performance.now() - started).toBeLessThan(80_000)
})

it('gives up on an app that never gets healthy, with what its healthcheck said', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  const target = await start(project, {
    web: shellService('echo warming up; sleep 1000', {
      healthcheck: healthcheck('echo still cold; false', { retries: 100 }),
    }),
  })
  const spoken = async () => (await containersOf(target, ports.docker))[0]?.health?.lastOutput
  await expect.poll(spoken).toContain('still cold')
  const hurried = { ...app, health: { timeoutMs: 4_000 } }
  await expect(verify(hurried, target, { before: [] }, ports, context)).rejects.toMatchObject({
    code: 'HEALTH_TIMEOUT',
    message: 'Not healthy after 4 s: web is not healthy yet',
    evidence: [{ service: 'web', health: 'starting: still cold (exit code 1)', log: ['warming up'] }],
  })
})

it('waits for an app that is healthy late', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  const target = await start(project, {
    web: shellService('sleep 1000', {
      healthcheck: healthcheck('test -e /ready', { retries: 1_000 }),
    }),
  })
  const verifying = verify(app, target, { before: [] }, ports, context)
  await expect.poll(() => project.lines.join('\n')).toMatch(/waiting: \S+-web-1 is not healthy yet/)
  docker('exec', `${target.project}-web-1`, 'touch', '/ready')
  await verifying
})

it('takes a one-shot service that ended well as done, and looks at each container of a scaled one', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  const target = await start(project, {
    migrate: shellService('echo migrated'),
    web: shellService('sleep 1000', {
      scale: 2,
      depends_on: { migrate: { condition: 'service_completed_successfully' } },
    }),
  })
  await verify(app, target, { before: [] }, ports, context)
  expect((await containersOf(target, ports.docker)).map(({ service }) => service).sort()).toEqual([
    'migrate',
    'web',
    'web',
  ])
})

it('only warns about what was unhealthy before and was left alone', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  const old = { old: shellService('sleep 1000', { healthcheck: healthcheck('false', { retries: 1 }) }) }
  const target = await start(project, { ...old, web: shellService('sleep 1000') })
  const health = async () =>
    (await containersOf(target, ports.docker)).find(({ service }) => service === 'old')?.health?.status
  await expect.poll(health).toBe('unhealthy')
  const before = await containersOf(target, ports.docker)
  await start(project, { ...old, web: shellService('sleep 2000') })
  await verify(app, target, { before }, ports, context)
  expect(project.lines.at(-1)).toMatch(/^warning: \S+-old-1 is unhealthy, as before; it was left alone$/)
})

it('judges the services of the project alone, and notices when one of their containers is removed meanwhile', async () => {
  await using project = openDockerProject()
  const { app, ports, context, lines } = project
  const services = { web: shellService('sleep 1000'), worker: shellService('sleep 1000') }
  await start(project, { ...services, left: shellService('exit 1') })
  const target = await start(project, services)
  const gate = { before: [], model: await ports.docker.resolve(target) }
  await verify(app, target, gate, ports, context)

  // One that never gets healthy keeps the gate waiting.
  await start(project, {
    ...services,
    web: shellService('sleep 1000', { healthcheck: healthcheck('false', { retries: 1_000 }) }),
  })
  lines.length = 0
  const verifying = expect(verify(app, target, gate, ports, context)).rejects.toMatchObject({
    code: 'UNHEALTHY',
    message: 'A container of worker was removed while Redhook waited for it to be healthy',
  })
  await expect.poll(() => lines.join(), { interval: 10 }).toContain('waiting:')
  docker('rm', '-f', `${target.project}-worker-1`)
  await verifying
})

it('waits for the health URL, and says what it answered when it never answers well', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  let asked = 0
  let goodFrom = 3
  const server = createServer((_, response) => {
    asked += 1
    response.writeHead(asked >= goodFrom ? 302 : 500).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/up`
  try {
    const target = await start(project, { web: shellService('sleep 1000') })
    await verify({ ...app, health: { timeoutMs: 120_000, url } }, target, { before: [] }, ports, context)
    expect(asked).toBeGreaterThanOrEqual(3)
    goodFrom = Number.POSITIVE_INFINITY
    await expect(
      verify({ ...app, health: { timeoutMs: 3_000, url } }, target, { before: [] }, ports, context),
    ).rejects.toMatchObject({
      code: 'HEALTH_TIMEOUT',
      message: `Not healthy after 3 s: ${url} answers 500`,
    })
  } finally {
    server.close()
  }
})

it('stops at once when it is aborted', async () => {
  await using project = openDockerProject()
  const { app, ports } = project
  const target = await start(project, {
    web: shellService('sleep 1000', { healthcheck: healthcheck('false', { retries: 100 }) }),
  })
  const abort = new AbortController()
  const verifying = verify(app, target, { before: [] }, ports, project.contextWith(abort.signal))
  abort.abort(new Error('stop now'))
  await expect(verifying).rejects.toThrow()
})

it('says so when the project has no containers', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  project.services({ web: shellService('sleep 1000') })
  await expect(verify(app, await project.target(), { before: [] }, ports, context)).rejects.toMatchObject({
    code: 'UNHEALTHY',
  })
})
