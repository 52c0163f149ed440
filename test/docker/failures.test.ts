import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { RedhookError } from '../../src/core/errors.ts'
import { containersOf } from '../../src/pipeline/verify.ts'
import { healthcheck, pageDockerfile, shellService, testImage, webService } from '../support/docker-images.ts'
import { freePort, openDockerProject } from '../support/docker-project.ts'
import { buildAll, pullMissing, upAll } from '../support/walk.ts'

/** What the work throws. */
const failureOf = async (work: Promise<unknown>): Promise<RedhookError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof RedhookError) return error
  throw new Error(`expected a RedhookError, got ${String(error)}`)
}

it('shows the step of a broken Dockerfile and what it printed', async () => {
  await using project = openDockerProject()
  const { ports, context } = project
  project.write({
    'web/Dockerfile': `FROM ${testImage}\nRUN echo compiling; echo 'line 7: syntax error' >&2; exit 3\n`,
    'worker/Dockerfile': pageDockerfile('fine'),
  })
  project.services({ web: { build: 'web' }, worker: { build: 'worker' } })
  const error = await failureOf(buildAll(await project.target(), ports, context))
  expect(error.code).toBe('BUILD_FAILED')
  expect(error.message).toContain('The build of web failed')
  expect(error.message).toContain('exit code: 3')
  const [evidence] = error.evidence
  expect(evidence?.service).toBe('web')
  expect(evidence?.log?.join('\n')).toMatch(/RUN echo compiling[\s\S]*line 7: syntax error/)
  expect(evidence?.log?.join('\n')).not.toContain('worker')
})

it('says what Docker says of a Dockerfile it cannot read', async () => {
  await using project = openDockerProject()
  const { ports, context } = project
  project.write({ Dockerfile: `FROM ${testImage}\nRUNX hi\n` })
  project.services({ web: { build: '.' } })
  const error = await failureOf(buildAll(await project.target(), ports, context))
  expect(error).toMatchObject({ code: 'BUILD_FAILED', retryable: false })
  expect(error.message).toMatch(/unknown instruction: RUNX/)
})

it('names the container of the other color that has the port, and leaves it alone', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  const port = await freePort()
  project.write({ Dockerfile: pageDockerfile('one') })
  project.services({ web: webService(port) })
  const red = await project.target()
  const blue = await project.target({ color: 'blue' })
  await buildAll(red, ports, context)
  await buildAll(blue, ports, context)
  await upAll(app, red, ports, context)
  const error = await failureOf(upAll(app, blue, ports, context))
  expect(error).toMatchObject({
    code: 'PORT_TAKEN',
    message: `Port ${port} is taken by the container red${app.name}-web-1`,
  })
  expect(error.hint).toContain(`docker compose -p red${app.name} stop`)
  expect((await containersOf(red, ports.docker)).map(({ status }) => status)).toEqual(['running'])
})

it('says what to do about a service that left the file and has the port still', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  const port = await freePort()
  const service = shellService('sleep 1000', { ports: [`${port}:80`] })
  project.services({ web: service })
  const target = await project.target()
  await upAll(app, target, ports, context)
  project.services({ site: service })
  const error = await failureOf(upAll(app, target, ports, context))
  expect(error).toMatchObject({
    code: 'PORT_TAKEN',
    message: `Port ${port} is taken by the container red${app.name}-web-1`,
    hint: expect.stringMatching(/of this project itself.*removeOrphans: true/),
  })
})

it('names the process that has the port', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '0.0.0.0', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  try {
    project.services({ web: shellService('sleep 1000', { ports: [`${port}:80`] }) })
    const error = await failureOf(upAll(app, await project.target(), ports, context))
    expect(error.code).toBe('PORT_TAKEN')
    expect(error.message).toMatch(new RegExp(`^Port ${port} is taken by the process .+ \\(${process.pid}\\)$`))
  } finally {
    server.close()
  }
})

it('says which image cannot be fetched, before any container is touched', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  project.services({ web: shellService('sleep 1000') })
  await upAll(app, await project.target(), ports, context)
  project.services({ web: shellService('sleep 2000'), cache: { image: 'localhost:1/nothing:1' } })
  const target = await project.target()
  const [before] = await containersOf(target, ports.docker)
  const pulled = await failureOf(pullMissing(target, ports, context))
  expect(pulled).toMatchObject({ code: 'PULL_FAILED', retryable: true })
  expect(pulled.message).toContain('localhost:1')
  expect(await failureOf(upAll(app, target, ports, context))).toMatchObject({ code: 'PULL_FAILED' })
  expect((await containersOf(target, ports.docker)).map(({ id }) => id)).toEqual([before?.id])
})

it('does not fetch what is there, what is built here, or what pull_policy forbids', async () => {
  await using project = openDockerProject()
  const { ports, context } = project
  project.services({
    web: { build: '.', image: 'localhost:1/built:1' },
    twin: { image: 'localhost:1/built:1' },
    own: { image: 'localhost:1/own:1', pull_policy: 'never' },
    there: { image: testImage },
  })
  await pullMissing(await project.target(), ports, context)
  expect(project.lines).toEqual([])
})

it('asks for a build where an image that is built here is not there', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  project.write({ Dockerfile: pageDockerfile('one') })
  project.services({ web: { build: '.' } })
  const error = await failureOf(upAll(app, await project.target(), ports, context))
  expect(error).toMatchObject({ code: 'UP_FAILED', hint: 'Build it: redhook deploy --build.' })
  expect(error.message).toContain(`${app.name}-web`)
})

it('names the owner of a fixed container name', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  project.services({ web: shellService('sleep 1000', { container_name: `${app.name}-fixed` }) })
  await upAll(app, await project.target(), ports, context)
  const error = await failureOf(upAll(app, await project.target({ color: 'blue' }), ports, context))
  expect(error.code).toBe('UP_FAILED')
  expect(error.message).toContain(`the name ${app.name}-fixed belongs to a container of the project red${app.name}`)
})

it('shows the log of a service that others wait for and that failed', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  project.services({
    migrate: shellService('echo no such table; exit 4'),
    web: shellService('sleep 1000', { depends_on: { migrate: { condition: 'service_completed_successfully' } } }),
  })
  const error = await failureOf(upAll(app, await project.target(), ports, context))
  expect(error.code).toBe('UNHEALTHY')
  expect(error.evidence).toMatchObject([{ service: 'migrate', exitCode: 4, log: ['no such table'] }])
})

it('shows the healthcheck of a service that others wait for and that is unhealthy', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  project.services({
    db: shellService('sleep 1000', { healthcheck: healthcheck('echo not ready; false', { retries: 1 }) }),
    web: shellService('sleep 1000', { depends_on: { db: { condition: 'service_healthy' } } }),
  })
  const error = await failureOf(upAll(app, await project.target(), ports, context))
  expect(error.code).toBe('UNHEALTHY')
  expect(error.evidence).toMatchObject([{ service: 'db', health: 'unhealthy: not ready (exit code 1)' }])
})

it('says what Compose has against the file', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  project.services({ web: { imag: 'typo' } })
  const target = await project.target()
  const problem = { code: 'COMPOSE_INVALID', message: expect.stringContaining('imag') }
  await expect(ports.docker.resolve(target)).rejects.toMatchObject(problem)
  await expect(upAll(app, target, ports, context)).rejects.toMatchObject(problem)
})

it('ends a build with everything it started when the deployment is aborted', async () => {
  await using project = openDockerProject()
  const { ports } = project
  const marker = `abort-${project.app.name}`
  project.write({ Dockerfile: `FROM ${testImage}\nRUN echo ${marker} started; sleep 600\n` })
  project.services({ web: { build: '.' } })
  const abort = new AbortController()
  const building = buildAll(await project.target(), ports, project.contextWith(abort.signal))
  await expect.poll(() => project.lines.join('\n'), { timeout: 120_000 }).toMatch(`${marker} started`)
  const reason = new Error('stop now')
  abort.abort(reason)
  await expect(building).rejects.toBe(reason)
  await expect.poll(() => processesWith(marker, project.app.name)).toEqual([])
})

/** Command lines of this machine, containers' included, that hold one of the words. */
const processesWith = (...words: string[]): string[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(pid => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      } catch {
        return ''
      }
    })
    .filter(line => words.some(word => line.includes(word)))
