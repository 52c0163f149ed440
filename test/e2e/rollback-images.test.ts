import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { containerOf, docker } from '../support/containers.ts'
import { openLiveApp } from '../support/live-app.ts'
import { expectFilesOf, expectRolledBack, goodNow, heals } from '../support/rolled-back.ts'
import { hostService, sampleApp, serverDockerfile, serviceFile } from '../support/sample-app.ts'
import { openSandbox, served, serves } from '../support/sandbox.ts'

const never = { test: ['CMD', 'false'], interval: '1s', retries: 100 }

it('an image that is gone is built again from the last good commit, and the deployment says so', async () => {
  await using live = await openLiveApp({ settings: () => ({ health: { timeout: '15s' } }) })
  const good = await goodNow(live)
  const { image } = await containerOf(live.project)
  const after = live.repository.push({
    'page.txt': 'bad',
    'docker-compose.prod.yml': serviceFile(live.port, { healthcheck: never }),
  })
  const { body } = await live.server.deliver(live.repository, { after })
  const id = body.deployments?.[0]?.id ?? 0
  await live.server.until(id, ({ steps }) => steps.some(({ name }) => name === 'verify'))
  await docker('rmi', '-f', image)

  await expectRolledBack(live, await live.server.settled(id), good)
  expect(await live.server.log(id)).toContain(`the image of web is gone: built again from ${good.commit}`)
  await heals(live, 'healed')
})

it('an image that is not built here is used by its id, and its name stays where somebody moved it', async () => {
  await using box = await openSandbox()
  const [port, app] = [await box.freePort(), box.project('shared')]
  const shared = `redhook-test/shared-${randomBytes(3).toString('hex')}:1`
  const build = (page: string) =>
    execFileSync('docker', ['build', '-q', '-t', shared, '-'], {
      input: serverDockerfile(`RUN mkdir /www && echo ${page} > /www/index.html`),
      encoding: 'utf8',
    }).trim()
  const files = (worker: string) => ({
    'docker-compose.prod.yml': JSON.stringify({
      services: {
        web: { ...hostService(port), build: undefined, image: shared },
        worker: { ...hostService(port), build: undefined, image: shared, command: ['sh', '-c', worker] },
      },
    }),
  })
  const old = build('old')
  try {
    const repository = box.repository('shared', files('sleep 1000'))
    box.registry({ 'acme/shared': { path: repository.checkout, project: app } })
    const server = await box.start()
    expect(await server.deploy(repository, {})).toMatchObject({ status: 'succeeded' })
    expect((await containerOf(`red${app}`)).image).toBe(old)

    const moved = build('new')
    expect(await server.deploy(repository, files('exit 3'))).toMatchObject({ status: 'rolled_back' })
    await serves(port, 'old')
    expect((await containerOf(`red${app}`)).image).toBe(old)
    expect(await docker('image', 'inspect', '-f', '{{.Id}}', shared)).toBe(moved)

    expect(await server.deploy(repository, files('sleep 2000'))).toMatchObject({ status: 'succeeded' })
    await serves(port, 'new')
  } finally {
    await docker('compose', '-p', `red${app}`, 'down', '-t', '1')
    await docker('rmi', '-f', shared, old)
  }
})

it('what ran healthy before the first deployment is put back when that fails', async () => {
  await using box = await openSandbox()
  const [port, app] = [await box.freePort(), box.project('adopted')]
  box.owns(app)
  const repository = box.repository('adopted', sampleApp(port, 'by hand'))
  const commit = repository.inCheckout('rev-parse', 'HEAD')
  execFileSync('docker', ['compose', '-p', app, '-f', 'docker-compose.prod.yml', 'up', '-d', '--build'], {
    cwd: repository.checkout,
    stdio: 'pipe',
  })
  await serves(port, 'by hand')
  const { image } = await containerOf(app)
  box.registry({ 'acme/adopted': { path: repository.checkout, project: app, color: 'none' } })
  const server = await box.start()
  const failed = await server.deploy(
    repository,
    sampleApp(port, 'v2', { Dockerfile: 'FROM redhook-test/busybox:1\nCMD ["false"]\n' }),
  )
  expect(failed, JSON.stringify(failed.error)).toMatchObject({
    status: 'rolled_back',
    reason: `web exited with code 1; what ran before (${commit.slice(0, 10)}) runs again`,
  })
  await serves(port, 'by hand')
  expect((await containerOf(app)).image).toBe(image)
  expectFilesOf(repository, commit)

  expect(await server.deploy(repository, sampleApp(port, 'v3'))).toMatchObject({ status: 'succeeded' })
  await serves(port, 'v3')
})

it('a person goes back to a kept version, and forth with the next push', async () => {
  await using live = await openLiveApp()
  const { server, repository, app, port, project } = live
  const first = repository.inCheckout('rev-parse', 'HEAD')
  const { image } = await containerOf(project)
  expect(await server.deploy(repository, { 'page.txt': 'v2' })).toMatchObject({ status: 'succeeded' })
  await serves(port, 'v2')

  const answer = await server.api(`/api/v1/apps/${app}/rollback`, { method: 'POST', body: '{}' })
  const { id } = (await answer.json()) as { id: number }
  const back = await server.settled(id)
  expect(back, JSON.stringify(back.error)).toMatchObject({
    status: 'succeeded',
    commit: first,
    cause: { kind: 'rollback' },
    plan: { action: 'up', reasons: [{ rule: 'rollback' }] },
    version: { deployment: id, commit: first },
  })
  expect(await served(port)).toBe('v1')
  expect((await containerOf(project)).image).toBe(image)
  expectFilesOf(repository, first)

  expect(await server.deploy(repository, { 'page.txt': 'v3' })).toMatchObject({ status: 'succeeded' })
  await serves(port, 'v3')
})
