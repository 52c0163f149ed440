import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { docker } from '../support/containers.ts'
import { containersOf, type LiveApp, openLiveApp } from '../support/live-app.ts'
import { expectFilesOf, expectRolledBack, goodNow } from '../support/rolled-back.ts'
import { dockerfile, hostService, sampleApp, serverDockerfile, serviceFile } from '../support/sample-app.ts'
import { openSandbox, served, serves } from '../support/sandbox.ts'

const plainDockerfile = serverDockerfile()

/** A web server whose page is mounted from the checkout, and that is healthy while there is no file `sick` beside it. */
const mounted = (port: number, page: string, folder = './www') => ({
  'docker-compose.prod.yml': JSON.stringify({
    services: {
      web: hostService(port, {
        volumes: [`${folder}:/www`],
        healthcheck: { test: ['CMD', 'test', '!', '-e', '/www/sick'], interval: '1s', retries: 1 },
      }),
    },
  }),
  Dockerfile: plainDockerfile,
  'www/index.html': page,
})

describe('code that is mounted from the checkout', () => {
  let live: LiveApp
  /** A new page alone needs nothing to be done: the deployment is skipped, and the page is live. */
  const push = (page: string, files = {}) =>
    live.server.deploy(live.repository, { ...mounted(live.port, page), 'www/sick': '', ...files })
  beforeAll(async () => {
    live = await openLiveApp({
      settings: () => ({ health: { timeout: '8s' } }),
      files: ({ port }) => mounted(port, 'v1'),
    })
  })
  afterAll(() => live[Symbol.asyncDispose]())

  it('is put back with the image, and the same containers show it', async () => {
    const good = await goodNow(live)
    const failed = await push('bad', { 'www/sick': 'yes', Dockerfile: `${plainDockerfile}ENV NEW=1\n` })
    await expectRolledBack(live, failed, good)
    expect(await push('v2')).toMatchObject({ status: 'skipped' })
    await serves(live.port, 'v2')
  })

  it('that needed nothing to be done is what a failed build goes back to', async () => {
    const good = await goodNow(live)
    const failed = await push('never', { Dockerfile: dockerfile('RUN exit 1') })
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'BUILD_FAILED' } })
    expect(await served(live.port)).toBe(good.page)
    expectFilesOf(live.repository, good.commit)
    expect(await push('v3', { Dockerfile: `${plainDockerfile}ENV GOOD=1\n` })).toMatchObject({ status: 'succeeded' })
    await serves(live.port, 'v3')
  })

  it('goes back beneath local edits elsewhere, which survive', async () => {
    const edited = join(live.repository.checkout, 'page.txt')
    writeFileSync(edited, 'edited here')
    const good = await goodNow(live)
    const failed = await push('bad', { 'www/sick': 'yes', Dockerfile: `${plainDockerfile}ENV NEW=2\n` })
    expect(failed, JSON.stringify(failed.error)).toMatchObject({ status: 'rolled_back' })
    await serves(live.port, good.page)
    expect(live.repository.inCheckout('rev-parse', 'HEAD')).toBe(good.commit)
    expect(live.repository.inCheckout('status', '--porcelain', '--untracked-files=no')).toBe('M page.txt')
    live.repository.inCheckout('checkout', '--', 'page.txt')
    expect(await push('v4', { Dockerfile: `${plainDockerfile}ENV GOOD=2\n` })).toMatchObject({ status: 'succeeded' })
    await serves(live.port, 'v4')
  })
})

describe('one of two services that cannot be built', () => {
  it('leaves both as they were, and the name of the one that was built means the old image again', async () => {
    await using box = await openSandbox()
    const [port, app] = [await box.freePort(), box.project('two')]
    const two = (page: string, worker: string) => ({
      ...sampleApp(port, page),
      'worker/Dockerfile': `FROM red${app}-web\n${worker}\nCMD ["sleep", "1000"]\n`,
      'docker-compose.prod.yml': JSON.stringify({
        services: {
          web: hostService(port),
          worker: { build: 'worker', init: true, stop_grace_period: '1s', network_mode: 'none' },
        },
      }),
    })
    const repository = box.repository('two', two('v1', 'RUN true'))
    box.registry({ 'acme/two': { path: repository.checkout, project: app } })
    const server = await box.start()
    expect(await server.deploy(repository, {})).toMatchObject({ status: 'succeeded' })
    const before = containersOf(`red${app}`)
    const image = await docker('image', 'inspect', '-f', '{{.Id}}', `red${app}-web`)

    const failed = await server.deploy(repository, two('v2', 'RUN exit 9'))
    expect(failed, JSON.stringify(failed.error)).toMatchObject({ status: 'failed', error: { code: 'BUILD_FAILED' } })
    expect(containersOf(`red${app}`)).toEqual(before)
    expect(await docker('image', 'inspect', '-f', '{{.Id}}', `red${app}-web`)).toBe(image)
    expect(await served(port)).toBe('v1')

    expect(await server.deploy(repository, two('v3', 'RUN true'))).toMatchObject({ status: 'succeeded' })
    await serves(port, 'v3')
  })
})

describe('two apps of one checkout', () => {
  it('one fails while the other lives on the new commit: its images are put back, and the files stay', async () => {
    await using box = await openSandbox()
    const [first, second] = [await box.freePort(), await box.freePort()]
    const [good, bad] = [box.project('good'), box.project('bad')]
    const files = (page: string, last = '') => ({
      'good/Dockerfile': dockerfile(),
      'good/page.txt': page,
      'good/compose.yml': serviceFile(first),
      'bad/Dockerfile': serverDockerfile(`RUN mkdir /www && echo ${page} > /www/index.html`) + last,
      'bad/compose.yml': serviceFile(second),
    })
    const repository = box.repository('both', files('v1'))
    const { checkout: path } = repository
    box.registry({
      'acme/both': [
        { path, dir: 'good', project: good },
        { path, dir: 'bad', project: bad },
      ],
    })
    const server = await box.start()
    const deployBoth = async (page: string, last = '') => {
      const { body } = await server.deliver(repository, { after: repository.push(files(page, last)) })
      const settled = await Promise.all((body.deployments ?? []).map(({ id }) => server.settled(id)))
      return new Map(settled.map(deployment => [deployment.app, deployment]))
    }
    await deployBoth('v1')
    await serves(second, 'v1')

    const outcome = await deployBoth('v2', 'CMD ["false"]\n')
    expect(outcome.get(good)).toMatchObject({ status: 'succeeded' })
    expect(outcome.get(bad)).toMatchObject({
      status: 'rolled_back',
      error: { code: 'UNHEALTHY', hint: expect.stringMatching(new RegExp(`the files were not: ${good} runs`)) },
    })
    expect(await served(first)).toBe('v2')
    expect(await served(second)).toBe('v1')
    expect(repository.inCheckout('rev-parse', 'HEAD')).toBe(repository.git('rev-parse', 'HEAD'))

    const healed = await deployBoth('v3')
    expect(healed.get(bad)).toMatchObject({ status: 'succeeded' })
    await serves(second, 'v3')
  })
})
