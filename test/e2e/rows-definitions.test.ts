import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRowStage, type RowStage } from '../support/row-stage.ts'

const image = 'redhook-test/busybox:1'
const dockerfile = (...lines: string[]) => `${[`FROM ${image}`, ...lines].join('\n')}\n`
const idle = { init: true, network_mode: 'none', stop_grace_period: '1s', command: ['sleep', '1000'] }

interface Definitions {
  readonly argument?: string
  readonly level?: string
  readonly dockerfile?: string
  readonly extra?: Readonly<Record<string, unknown>>
}

/** Services that share a build, refer to an image, wait for each other, and stand in a profile. */
const compose = ({ argument = 'one', level = 'info', dockerfile = 'Dockerfile', extra = {} }: Definitions = {}) =>
  JSON.stringify({
    services: {
      web: { ...idle, build: { context: './app', dockerfile, args: { ARGUMENT: argument } } },
      worker: { ...idle, build: { context: './app', dockerfile, args: { ARGUMENT: argument } } },
      follower: { ...idle, image: '${COMPOSE_PROJECT_NAME}-tools', pull_policy: 'never', depends_on: ['tools'] },
      tools: { ...idle, build: './tools' },
      quiet: { ...idle, image, environment: { LEVEL: level } },
      debug: { ...idle, image, profiles: ['debug'] },
      ...extra,
    },
    include: undefined,
  })

const app = dockerfile('ARG ARGUMENT', 'COPY main.txt /main.txt', 'RUN echo "$ARGUMENT" > /argument')
const files = {
  'docker-compose.yml': compose(),
  'app/Dockerfile': app,
  'app/main.txt': 'one',
  'tools/Dockerfile': dockerfile('COPY . /src'),
  'tools/tool.txt': 'one',
  'README.md': 'one',
}

describe('a changed definition, row by row', () => {
  let stage: RowStage
  beforeAll(async () => {
    stage = await openRowStage(files)
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('a variable of one service replaces that one', async () => {
    const { planned, touched } = await stage.push({ 'docker-compose.yml': compose({ level: 'debug' }) })
    expect(planned).toEqual(['recreate quiet'])
    expect(touched).toEqual(['quiet recreated'])
  })

  it('a comment or a key order in the Compose file changes nothing', async () => {
    const text = `# rewritten\n${compose({ level: 'debug' })}\n`
    const { deployment, touched } = await stage.push({ 'docker-compose.yml': text })
    expect(deployment.status).toBe('skipped')
    expect(touched).toEqual([])
  })

  it('a build argument builds every service that is given it, once for a build they share', async () => {
    const { deployment, planned, touched } = await stage.push({
      'docker-compose.yml': compose({ level: 'debug', argument: 'two' }),
    })
    expect(planned).toEqual(['build web', 'build worker'])
    expect(touched).toEqual(['web recreated', 'worker recreated'])
    expect(await stage.see('worker', '/argument')).toBe('two')
    expect(await stage.server.log(deployment.id)).toContain('worker gets the image of web')
  })

  it('a shared source builds once and replaces both', async () => {
    const { touched } = await stage.push({ 'app/main.txt': 'two' })
    expect(touched).toEqual(['web recreated', 'worker recreated'])
    expect(await stage.see('web', '/main.txt')).toBe('two')
    expect(await stage.see('worker', '/main.txt')).toBe('two')
  })

  it('a service that runs the image of another follows it', async () => {
    const { touched } = await stage.push({ 'tools/tool.txt': 'two' })
    expect(touched).toEqual(['follower recreated', 'tools recreated'])
    expect(await stage.see('follower', '/src/tool.txt')).toBe('two')
  })

  it('a renamed Dockerfile builds', async () => {
    const { planned } = await stage.push({
      'app/Dockerfile': '',
      'app/Dockerfile.staging': app,
      'docker-compose.yml': compose({ level: 'debug', argument: 'two', dockerfile: 'Dockerfile.staging' }),
    })
    expect(planned).toEqual(['build web', 'build worker'])
  })

  const settled = { level: 'debug', argument: 'two', dockerfile: 'Dockerfile.staging' }
  it('a new service is started, and nothing else touched', async () => {
    const extra = { guest: { ...idle, image } }
    const { touched } = await stage.push({ 'docker-compose.yml': compose({ ...settled, extra }) })
    expect(touched).toEqual(['guest created'])
  })

  it('a removed service is reported and keeps running', async () => {
    const { deployment, touched } = await stage.push({
      'docker-compose.yml': compose(settled),
      'app/main.txt': 'three',
    })
    expect(touched).toEqual(['web recreated', 'worker recreated'])
    expect(deployment.plan?.orphans).toEqual(['guest'])
    expect(deployment.plan?.warnings.join()).toContain('guest')
  })

  it('a file that the Compose file takes in counts by what it does', async () => {
    const part = (level: string) =>
      JSON.stringify({ services: { part: { ...idle, image, environment: { LEVEL: level } } } })
    const including = JSON.stringify({ include: ['parts/part.yml'], ...JSON.parse(compose(settled)) })
    const first = await stage.push({ 'docker-compose.yml': including, 'parts/part.yml': part('info') })
    expect(first.touched).toEqual(['part created'])
    const second = await stage.push({ 'parts/part.yml': part('debug') })
    expect(second.planned).toEqual(['recreate part'])
    expect(second.touched).toEqual(['part recreated'])
  })

  it('a marker that an operator put there builds everything that can be built, once', async () => {
    stage.onServer('REBUILD_TRIGGER', '')
    const { planned } = await stage.push({ 'README.md': 'two' })
    expect(planned.filter(line => line.startsWith('build'))).toEqual(['build tools', 'build web', 'build worker'])
    const next = await stage.push({ 'README.md': 'three' })
    expect(next.deployment.status).toBe('skipped')
  })
})
