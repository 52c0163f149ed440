import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlanPreview } from '../../src/pipeline/house.ts'
import { containersOf } from '../support/containers.ts'
import type { Files } from '../support/sandbox.ts'
import { openTestHouse, type TestApp, type TestHouse } from '../support/test-house.ts'

const image = 'redhook-test/busybox:1'
const service = (name: string, ...lines: string[]) =>
  [`  ${name}:`, ...['init: true', 'stop_grace_period: 1s', ...lines].map(line => `    ${line}`)].join('\n')
const sleeps = 'command: ["sleep", "1000"]'

const compose = (...more: string[]) =>
  [
    'services:',
    service('base', 'build: ./base', 'image: ${BASE:-none}'),
    service('web', 'build: { context: ./web, args: { BASE: "${BASE:-none}" } }'),
    service('proxy', `image: ${image}`, sleeps, 'volumes: ["./proxy.conf:/etc/proxy.conf:ro"]'),
    service('conf', `image: ${image}`, sleeps, 'configs: [app]'),
    service('vars', `image: ${image}`, sleeps, 'environment: {SKY: "${SKY:-blue}"}'),
    ...more,
    'configs: {app: {file: ./app.conf}}',
    '',
  ].join('\n')

const files = (): Files => ({
  'docker-compose.yml': compose(),
  'base/Dockerfile': `FROM ${image}\nCOPY base.txt /\nCMD ["sleep", "1000"]\n`,
  'base/base.txt': 'one',
  'web/Dockerfile': 'ARG BASE=none\nFROM $BASE\nCOPY page.txt /\n',
  'web/page.txt': 'one',
  'proxy.conf': 'one',
  'app.conf': 'one',
  '.gitignore': '.env\nserver.env\n',
})

/** The services that are not left alone, as `build web`; sorted. */
const touched = ({ plan }: PlanPreview): string[] =>
  plan.services
    .filter(({ action }) => action !== 'leave')
    .map(one => `${one.action} ${one.service}`)
    .sort()

describe('redhook plan', () => {
  let house: TestHouse
  let app: TestApp
  let first: string

  const write = (lines: Record<string, string>) =>
    app.write({
      '.env': `${Object.entries({ BASE: `${app.name}-base`, ...lines })
        .map(line => line.join('='))
        .join('\n')}\n`,
    })
  const ask = async (...args: string[]): Promise<PlanPreview> => {
    const { stdout, stderr, status } = await house.box.cli(['plan', app.name, ...args, '--json'])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    return JSON.parse(stdout)
  }
  /** Everything that a plan must not touch. */
  const world = async () => {
    const { checkout } = app.repository
    return {
      refs: app.repository.inCheckout('for-each-ref'),
      head: app.repository.inCheckout('rev-parse', '--symbolic-full-name', 'HEAD'),
      status: app.repository.inCheckout('--no-optional-locks', 'status', '--porcelain', '--ignored'),
      index: statSync(join(checkout, '.git/index')).mtimeMs,
      folder: readdirSync(checkout).map(name => `${name} ${statSync(join(checkout, name)).mtimeMs}`),
      containers: (await containersOf(app.red)).map(({ id, startedAt }) => `${id} ${startedAt}`).sort(),
    }
  }
  const changing = (call: string) =>
    / (build|up|pull|restart|create|run|tag|rm) ?/.test(call.split('--progress plain')[1] ?? '')

  beforeAll(async () => {
    house = await openTestHouse()
    app = await house.app('preview', { files })
    write({})
    const deployed = await app.deploy({})
    if (deployed.status !== 'succeeded') throw new Error(JSON.stringify(deployed, undefined, 2))
    first = deployed.commit ?? ''
    const { repository } = app
    repository.git('checkout', '-q', '-b', 'feature/sky')
    repository.push(
      { 'docker-compose.yml': compose(service('new', `image: ${image}`, sleeps, 'env_file: server.env')) },
      { branch: 'feature/sky' },
    )
    repository.git('checkout', '-q', '-b', 'stable', first)
    repository.push({ 'web/page.txt': 'tagged' }, { branch: 'stable' })
    repository.git('tag', '-a', 'v1', '-m', 'a version')
    repository.git('push', '-q', 'origin', 'v1')
    repository.git('checkout', '-q', 'main')
    repository.push({ 'proxy.conf': 'two' })
  })
  afterAll(() => house[Symbol.asyncDispose]())

  it('tells for any branch, tag or commit what would be done, and touches nothing', async () => {
    app.write({ 'server.env': 'A=1\n' })
    const [before, calls] = [await world(), house.dockerCalls(app.red).length]
    expect(touched(await ask())).toEqual(['restart proxy'])
    expect(touched(await ask('feature/sky'))).toEqual(['recreate new'])
    expect(touched(await ask('v1'))).toEqual(['build web'])
    const same = await ask(first.slice(0, 9))
    expect(same).toMatchObject({
      ref: first.slice(0, 9),
      plan: { action: 'skip', tip: first, base: first },
      commands: [],
    })
    expect(touched(same)).toEqual([])
    expect(await world()).toEqual(before)
    expect(house.dockerCalls(app.red).slice(calls).filter(changing)).toEqual([])
    expect(readdirSync(house.box.path('data', 'tmp'))).toEqual([])
  })

  it('takes what git does not track as it is on the server now', async () => {
    write({ SKY: 'gray' })
    const cloudy = await ask('v1')
    expect(touched(cloudy)).toEqual(['build web', 'recreate vars'])
    expect(cloudy.plan.services.find(one => one.service === 'vars')?.reasons).toEqual([
      expect.objectContaining({ rule: 'definition', text: expect.stringContaining('environment') }),
    ])
    write({})
    expect(touched(await ask('v1'))).toEqual(['build web'])
    app.write({ 'server.env': '' })
    const { status, stderr } = await house.box.cli(['plan', app.name, 'feature/sky'])
    expect(status).toBe(1)
    expect(stderr).toContain('server.env')
    expect(stderr, 'people know the checkout, not a copy').toContain(app.repository.checkout)
    expect(stderr).not.toContain(house.box.path('data'))
  })

  it('prints a line a service for people, with the reason', async () => {
    const { stdout } = await house.box.cli(['plan', app.name, 'v1'])
    expect(stdout).toMatch(/^build redpreview-\w+ — web is built: web\/page\.txt is in its build context$/m)
    expect(stdout).toMatch(/^web +build +web\/page\.txt is in its build context$/m)
    expect(stdout).toMatch(/^proxy +leave +nothing it is made of changed$/m)
  })

  it('refuses what is no branch, tag or commit', async () => {
    const { status, stderr } = await house.box.cli(['plan', app.name, 'nosuch'])
    expect(status).toBe(1)
    expect(stderr).toContain('"nosuch" is no branch, tag or commit')
  })

  it('shows with --commands exactly what then runs', async () => {
    app.repository.push({ 'base/base.txt': 'two', 'web/page.txt': 'two', 'app.conf': 'two' })
    const { commands, plan } = await ask('--commands')
    expect(commands.map(line => line.split('--progress plain ')[1])).toEqual([
      'build base',
      'build web',
      'up -d --no-build',
      'up -d --no-build --no-deps --force-recreate conf',
      'restart proxy',
    ])
    const calls = house.dockerCalls(app.red).length
    const deployed = await app.deploy({})
    expect(deployed).toMatchObject({ status: 'succeeded', plan: { services: plan.services } })
    const ran = house.dockerCalls(app.red).slice(calls).filter(changing)
    expect(ran.map(call => `docker ${call}`)).toEqual(commands)
  })
})
