import { expect, it } from 'vitest'
import { parseOwnContainer } from '../../src/core/own-container.ts'
import { builtImages } from '../../src/pipeline/apply.ts'
import { preflight } from '../../src/pipeline/preflight.ts'
import { containersOf, verify } from '../../src/pipeline/verify.ts'
import { healthcheck, pageDockerfile, shellService, testImage, webService } from '../support/docker-images.ts'
import { docker, freePort, minimalEnvironment, openDockerProject } from '../support/docker-project.ts'
import { buildAll, pullMissing, upAll } from '../support/walk.ts'

it('brings a first deployment up, waits until it is healthy, and leaves it alone the next time', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  const port = await freePort()
  project.write({ Dockerfile: pageDockerfile('one') })
  project.services({
    web: webService(port, { healthcheck: healthcheck('wget -q -O /dev/null http://127.0.0.1:8080/') }),
    worker: shellService('sleep 1000', { restart: 'always' }),
  })
  const target = await project.target()
  expect(await containersOf(target, ports.docker)).toEqual([])
  const model = await ports.docker.resolve(target)

  await preflight(app, target, { isFirst: true, model }, ports, context)
  await pullMissing(target, ports, context)
  await buildAll(target, ports, context)
  expect(await ports.docker.presentImages(builtImages(model))).toEqual(new Set([`${target.project}-web`]))
  await upAll(app, target, ports, context)
  const url = `http://127.0.0.1:${port}/`
  await verify({ ...app, health: { timeoutMs: 120_000, url } }, target, { before: [] }, ports, context)

  expect(await (await fetch(url)).text()).toBe('one\n')
  const before = await containersOf(target, ports.docker)
  expect(before.map(({ service, health }) => [service, health?.status]).sort()).toEqual([
    ['web', 'healthy'],
    ['worker', undefined],
  ])
  await upAll(app, target, ports, context)
  const after = await containersOf(target, ports.docker)
  expect(after.map(({ id, startedAt }) => [id, startedAt]).sort()).toEqual(
    before.map(({ id, startedAt }) => [id, startedAt]).sort(),
  )
  expect(project.lines).toContain(` Container ${target.project}-web-1  Running`)
})

it('picks color and Compose file from the .env, and names both to Compose', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  project.write({
    '.env': 'COLOR=blue\nDEBUG=true\nCOMPOSE_FILE=nowhere.yml\nCOMPOSE_PROJECT_NAME=elsewhere\n',
    'docker-compose.dev.yml': `services: {dev: {image: '${testImage}', init: true, command: sleep 1000}}`,
    'docker-compose.prod.yml': `services: {prod: {image: '${testImage}', init: true, command: sleep 1000}}`,
  })
  const target = await project.target()
  await upAll(app, target, ports, context)
  expect(target.project).toBe(`blue${app.name}`)
  expect((await containersOf(target, ports.docker)).map(({ name }) => name)).toEqual([`blue${app.name}-dev-1`])
})

it('gives Compose a minimal environment, the app’s own, and its .env, and nothing of ours', async () => {
  process.env.GITHUB_WEBHOOK_SECRET = 'not for apps'
  await using project = openDockerProject()
  const { app, ports, context } = project
  project.write({ '.env': 'FROM_ENV=from .env\nBOTH=from .env\n' })
  const line = '[$$A] [$$B] [$$C] [$$D]'
  project.services({
    web: shellService(`echo "${line}"; sleep 1000`, {
      environment: { A: '${GITHUB_WEBHOOK_SECRET:-unset}', B: '${FROM_ENV}', C: '${BOTH}', D: '${APPS_OWN}' },
    }),
  })
  const target = await project.target({ environment: { APPS_OWN: 'its own', BOTH: 'its own' } })
  await upAll(app, target, ports, context)
  const [web] = await containersOf(target, ports.docker)
  await expect.poll(() => ports.docker.lastLines(web?.id ?? '', 5)).toEqual(['[unset] [from .env] [its own] [its own]'])
})

it('lets Compose find no .env other than the app’s', async () => {
  await using project = openDockerProject()
  const { app, ports } = project
  project.write({
    'deploy/.env': 'STRAY=stray\n',
    'deploy/compose.yml': `services: {web: {image: '${testImage}', environment: {A: '\${STRAY}'}}}`,
  })
  const target = await project.target({ compose: ['deploy/compose.yml'] })
  expect(app.dir).toBe('.')
  expect((await ports.docker.resolve(target)).unset).toEqual(['STRAY'])
})

it('starts the services of a profile only where the app asks for it', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  project.services({
    web: shellService('sleep 1000'),
    debug: shellService('sleep 1000', { profiles: ['debug'] }),
  })
  const services = async () => (await containersOf(await project.target(), ports.docker)).map(({ service }) => service)
  await upAll(app, await project.target(), ports, context)
  expect(await services()).toEqual(['web'])
  await upAll(app, await project.target({ profiles: ['debug'] }), ports, context)
  expect((await services()).sort()).toEqual(['debug', 'web'])
})

it('removes services that left the file only where the app asks for it', async () => {
  await using project = openDockerProject()
  const { app, ports, context } = project
  project.services({ web: shellService('sleep 1000'), old: shellService('sleep 1000') })
  const target = await project.target()
  await upAll(app, target, ports, context)
  project.services({ web: shellService('sleep 1000') })
  const { warnings } = await upAll(app, target, ports, context)
  expect(warnings.join()).toContain('Found orphan containers')
  expect(await containersOf(target, ports.docker)).toHaveLength(2)
  await upAll({ ...app, removeOrphans: true }, target, ports, context)
  expect((await containersOf(target, ports.docker)).map(({ service }) => service)).toEqual(['web'])
})

it('counts no one-off containers among those of the project', async () => {
  await using project = openDockerProject()
  const { ports } = project
  project.services({ web: shellService('sleep 1000') })
  const target = await project.target()
  docker('compose', '-p', target.project, '-f', target.files[0] ?? '', 'run', '-d', 'web', 'false')
  expect(await containersOf(target, ports.docker)).toEqual([])
})

it('says the versions of the engine, Compose and buildx', async () => {
  await using project = openDockerProject()
  const client = project.ports.docker
  expect(await client.engineVersion()).toMatch(/^\d+\.\d+/)
  expect(await client.composeVersion()).toMatch(/^v?\d+\.\d+/)
  expect(await client.buildxVersion()).toMatch(/^v?\d+\.\d+/)
})

it('tells an engine that is away from one that says no', async () => {
  await using project = openDockerProject({ ...minimalEnvironment(), DOCKER_HOST: 'unix:///nowhere/docker.sock' })
  const { app, ports, context } = project
  project.services({ web: shellService('sleep 1000') })
  const target = await project.target()
  const away = { code: 'ENGINE_UNREACHABLE', retryable: true }
  await expect(upAll(app, target, ports, context)).rejects.toMatchObject(away)
  await expect(containersOf(target, ports.docker)).rejects.toMatchObject(away)
  await expect(ports.docker.engineVersion()).rejects.toMatchObject(away)
  await expect(ports.docker.presentImages(['a'])).rejects.toMatchObject(away)
})

it('says that docker is missing where it is', async () => {
  await using project = openDockerProject({ PATH: '/nowhere' })
  project.services({ web: shellService('sleep 1000') })
  const { app, ports, context } = project
  await expect(upAll(app, await project.target(), ports, context)).rejects.toMatchObject({ code: 'COMPOSE_MISSING' })
})

it('knows the container it lives in by its mounts, and knows that it lives in none', async () => {
  await using project = openDockerProject()
  const id = docker('create', '--network', 'host', testImage, 'cat', '/proc/self/mountinfo')
  try {
    expect(parseOwnContainer(docker('start', '-a', id))).toBe(id)
  } finally {
    docker('rm', id)
  }
  expect(await project.ports.docker.ownContainer()).toBeUndefined()
})
