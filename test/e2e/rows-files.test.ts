import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRowStage, type RowStage } from '../support/row-stage.ts'

const image = 'redhook-test/busybox:1'
const idle = (...more: string[]) => [
  'init: true',
  'network_mode: none',
  'stop_grace_period: 1s',
  'command: ["sleep", "1000"]',
  ...more,
]
const service = (name: string, ...lines: string[]) => [`  ${name}:`, ...idle(...lines).map(line => `    ${line}`)]

const compose = [
  'services:',
  ...service('web', 'build: ./web'),
  ...service('api', 'build: ./api', 'volumes: ["./api/live:/live"]'),
  ...service('proxy', `image: ${image}`, 'volumes: ["./proxy/proxy.conf:/etc/proxy.conf:ro"]'),
  ...service('site', `image: ${image}`, 'volumes: ["./site:/site:ro"]'),
  ...service('watcher', `image: ${image}`, 'volumes: ["./jobs:/jobs:ro"]'),
  ...service('conf', `image: ${image}`, 'configs: [app]', 'secrets: [token]'),
  ...service('mail', `image: ${image}`, 'env_file: [mail/mail.env, {path: server.env, required: false}]'),
  ...service('vars', `image: ${image}`, 'environment: {COLOR_OF_SKY: "${SKY:-blue}"}'),
  'configs: {app: {file: ./conf/app.conf}}',
  'secrets: {token: {file: ./conf/token}}',
  '',
].join('\n')

const files = {
  'docker-compose.yml': compose,
  'README.md': 'one',
  'web/Dockerfile': `FROM ${image}\nCOPY . /src\n`,
  'web/.dockerignore': 'docs\n*.md\n!keep.md\n',
  'web/main.txt': 'one',
  'web/docs/page.txt': 'one',
  'web/keep.md': 'one',
  'api/Dockerfile': `FROM ${image}\nCOPY . /src\n`,
  'api/main.txt': 'one',
  'api/live/page.txt': 'one',
  'proxy/proxy.conf': 'one',
  'site/index.html': 'one',
  'jobs/job.txt': 'one',
  'conf/app.conf': 'one',
  'conf/token': 'one',
  'mail/mail.env': 'MAIL=one\n',
  'shared/library.txt': 'one',
}

describe('a changed file, row by row', () => {
  let stage: RowStage
  beforeAll(async () => {
    stage = await openRowStage(files, { restart: ['watcher'], build: { triggers: ['Dockerfile*', 'shared/'] } })
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  it('that no service uses touches no container and runs no Compose command', async () => {
    const { deployment, touched } = await stage.push({ 'README.md': 'two' })
    expect(deployment).toMatchObject({ status: 'skipped', plan: { action: 'skip' } })
    expect(deployment.steps.map(({ name }) => name)).toEqual(['sync', 'plan'])
    expect(touched).toEqual([])
  })

  it('in the build context of one service builds and replaces that one alone', async () => {
    const { deployment, touched, planned } = await stage.push({ 'web/main.txt': 'two' })
    expect(deployment).toMatchObject({ status: 'succeeded', plan: { action: 'build' } })
    expect(planned).toEqual(['build web'])
    expect(touched).toEqual(['web recreated'])
    expect(await stage.see('web', '/src/main.txt')).toBe('two')
    expect(deployment.outcome?.filter(({ container }) => container !== 'kept')).toEqual([
      { service: 'web', built: 'new', container: 'recreated' },
    ])
  })

  it('that the ignore file excludes builds nothing', async () => {
    const { deployment, touched } = await stage.push({ 'web/docs/page.txt': 'two', 'web/other.md': 'two' })
    expect(deployment.status).toBe('skipped')
    expect(touched).toEqual([])
  })

  it('that an exception of the ignore file brings back is built in', async () => {
    const { touched } = await stage.push({ 'web/keep.md': 'two' })
    expect(touched).toEqual(['web recreated'])
    expect(await stage.see('web', '/src/keep.md')).toBe('two')
  })

  it('in a context, but covered by a mounted folder, is there by itself', async () => {
    const { deployment, touched } = await stage.push({ 'api/live/page.txt': 'two' })
    expect(deployment.status).toBe('skipped')
    expect(touched).toEqual([])
    expect(await stage.see('api', '/live/page.txt')).toBe('two')
  })

  it('that is mounted by itself restarts its service, since git replaced the file', async () => {
    const { deployment, touched, planned } = await stage.push({ 'proxy/proxy.conf': 'two' })
    expect(deployment).toMatchObject({ status: 'succeeded', plan: { action: 'up' } })
    expect(planned).toEqual(['restart proxy'])
    expect(touched).toEqual(['proxy restarted'])
    expect(await stage.see('proxy', '/etc/proxy.conf')).toBe('two')
  })

  it('in a mounted folder shows by itself', async () => {
    const { deployment, touched } = await stage.push({ 'site/index.html': 'two' })
    expect(deployment.status).toBe('skipped')
    expect(touched).toEqual([])
    expect(await stage.see('site', '/site/index.html')).toBe('two')
  })

  it('in a mounted folder of a service named in restart restarts it', async () => {
    const { touched, planned } = await stage.push({ 'jobs/job.txt': 'two' })
    expect(planned).toEqual(['restart watcher'])
    expect(touched).toEqual(['watcher restarted'])
    expect(await stage.see('watcher', '/jobs/job.txt')).toBe('two')
  })

  it('in a mounted folder that git made anew restarts the service that would see the old one', async () => {
    const { touched } = await stage.push({ 'site/index.html': '', 'site/home.html': 'three' })
    expect(touched).toEqual(['site restarted'])
    expect(await stage.see('site', '/site/home.html')).toBe('three')
  })

  it('that is a config or a secret replaces the container, which Compose alone would not', async () => {
    const config = await stage.push({ 'conf/app.conf': 'two' })
    expect(config.planned).toEqual(['recreate conf'])
    expect(config.touched).toEqual(['conf recreated'])
    expect(await stage.see('conf', '/app')).toBe('two')
    const secret = await stage.push({ 'conf/token': 'two' })
    expect(secret.touched).toEqual(['conf recreated'])
    expect(await stage.see('conf', '/run/secrets/token')).toBe('two')
  })

  it('that is an env file, in git or on the server, replaces the container', async () => {
    const tracked = await stage.push({ 'mail/mail.env': 'MAIL=two\n' })
    expect(tracked.planned).toEqual(['recreate mail'])
    expect(tracked.touched).toEqual(['mail recreated'])
    stage.onServer('server.env', 'SERVER=two\n')
    const untracked = await stage.push({ 'README.md': 'three' })
    expect(untracked.planned).toEqual(['recreate mail'])
    expect(untracked.touched).toEqual(['mail recreated'])
  })

  it('that is the .env on the server reaches only the service whose definition it changes', async () => {
    stage.onServer('.env', 'SKY=grey\nNOBODY=reads this\n')
    const { deployment, planned, touched } = await stage.push({ 'README.md': 'four' })
    expect(planned).toEqual(['recreate vars'])
    expect(touched).toEqual(['vars recreated'])
    const reasons = deployment.plan?.services.find(({ service }) => service === 'vars')?.reasons
    expect(reasons?.[0]).toMatchObject({ text: expect.stringContaining('.env') })
  })

  it('that is a trigger held by no context builds every buildable service', async () => {
    const { planned } = await stage.push({ 'shared/library.txt': 'two' })
    expect(planned).toEqual(['build api', 'build web'])
  })

  it('that is a trigger held by one context builds that service', async () => {
    const { planned, touched } = await stage.push({ 'api/Dockerfile': `FROM ${image}\nCOPY . /src\nENV VERSION=2\n` })
    expect(planned).toEqual(['build api'])
    expect(touched).toEqual(['api recreated'])
  })
})
