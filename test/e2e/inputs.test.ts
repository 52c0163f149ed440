import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleApp, serverDockerfile } from '../support/sample-app.ts'
import { openTestHouse, rulesOf, type TestHouse } from '../support/test-house.ts'

/** The page is a build argument, so that only a build can change it. */
const withArgument = (port: number, argument: string) => ({
  ...sampleApp(port),
  Dockerfile: serverDockerfile('ARG PAGE=none', 'RUN mkdir -p /www && echo "$PAGE" > /www/index.html'),
  'docker-compose.prod.yml': (sampleApp(port)['docker-compose.prod.yml'] ?? '').replace(
    'build: .',
    `build: { context: ., args: { PAGE: "${argument}" } }`,
  ),
})

describe.concurrent('inputs of a build', () => {
  let house: TestHouse
  beforeAll(async () => {
    house = await openTestHouse()
  })
  afterAll(() => house[Symbol.asyncDispose]())

  it('are also in files that the Compose file takes in', async () => {
    const app = await house.app('included', {
      files: port => {
        const { 'docker-compose.prod.yml': web = '', ...files } = withArgument(port, 'v1')
        return {
          ...files,
          'docker-compose.prod.yml': 'include: [parts/web.yaml]\n',
          'parts/web.yaml': web.replace('context: .', 'context: ..'),
        }
      },
    })
    expect(await app.deploy({})).toMatchObject({ status: 'succeeded' })
    await app.serves('v1')
    const web = withArgument(app.port, 'v2')['docker-compose.prod.yml'].replace('context: .', 'context: ..')
    const second = await app.deploy({ 'parts/web.yaml': web })
    expect(second).toMatchObject({ status: 'succeeded', plan: { action: 'build' } })
    expect(rulesOf(second)).toEqual(['build-changed'])
    await app.serves('v2')
  })

  it("are the app's environment in the registry", async () => {
    const app = await house.app('variables', {
      files: port => withArgument(port, '${PAGE}'),
      fields: { environment: { PAGE: 'v1' } },
    })
    expect(await app.deploy({})).toMatchObject({ status: 'succeeded' })
    await app.serves('v1')
    await app.set({ environment: { PAGE: 'v2' } })
    const second = await app.deploy({ 'notes.txt': 'nothing' })
    expect(second).toMatchObject({ status: 'succeeded' })
    expect(rulesOf(second)).toEqual(['build-changed'])
    await app.serves('v2')
  })

  it('are not forgotten when somebody wants no build', async () => {
    const app = await house.app('overruled', {})
    expect(await app.deploy({})).toMatchObject({ status: 'succeeded' })
    app.repository.push({ 'page.txt': 'v2', Dockerfile: `${sampleApp(0).Dockerfile}# a trigger\n` })
    const unbuilt = await app.request('--no-build')
    expect(unbuilt).toMatchObject({ status: 'succeeded', plan: { action: 'up' } })
    expect(unbuilt.plan?.warnings.join()).toContain('The next deployment builds')
    await app.serves('v1')
    const built = await app.deploy({ 'notes.txt': 'no trigger' })
    expect(rulesOf(built)).toEqual(['overruled'])
    await app.serves('v2')
  })
})
