import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { containersOf } from '../support/containers.ts'
import { hostService, sampleApp } from '../support/sample-app.ts'
import { openTestHouse, type TestApp, type TestHouse } from '../support/test-house.ts'

const image = 'redhook-test/busybox:1'
const idle = { image, network_mode: 'none', init: true, stop_grace_period: '1s', command: ['sleep', '3600'] }

/** A Compose file whose `web` service takes these variables, beside other services. */
const composed = (port: number, environment: Record<string, string>, services: object = {}): string =>
  stringify({
    services: {
      web: hostService(port, { environment }),
      ...services,
    },
  })

const read = ({ repository }: TestApp, file: string) => readFileSync(join(repository.checkout, file), 'utf8')
const namesOf = async (project: string) => (await containersOf(project)).map(({ name }) => name).sort()

describe.concurrent('the settings of an app', () => {
  let house: TestHouse
  const token = randomUUID()
  beforeAll(async () => {
    house = await openTestHouse({ SHOP_TOKEN: token, UNRELATED: 'not for children' })
    house.box.hide(token)
  })
  afterAll(() => house[Symbol.asyncDispose]())

  it('reach Compose: profiles, environment from variables and files, and nothing of what is Redhook’s own', async () => {
    const fromFile = randomUUID()
    house.box.hide(fromFile)
    writeFileSync(house.box.path('license'), `${fromFile}\n`)
    const variables = {
      TOKEN: '${TOKEN}',
      LICENSE: '${LICENSE}',
      PLAIN: '${PLAIN}',
      HOOK: '${GITHUB_WEBHOOK_SECRET:-none}',
      API: '${REDHOOK_TOKEN:-none}',
      OTHER: '${UNRELATED:-none}',
      NODE: '${NODE_OPTIONS:-none}',
    }
    const worker = { ...idle, profiles: ['jobs'] }
    const files = (port: number) => ({
      ...sampleApp(port),
      'docker-compose.prod.yml': composed(port, variables, { worker, debug: { ...idle, profiles: ['debug'] } }),
    })
    const environment = {
      TOKEN: '${SHOP_TOKEN}',
      LICENSE: `\${file:${house.box.path('license')}}`,
      PLAIN: 'costs $${NOTHING}',
    }
    const fields = { profiles: ['jobs'], environment, removeOrphans: true, stamp: 'DEPLOYED' }
    const app = await house.app('environment', { files, fields })
    const first = await app.deploy({})
    expect(first).toMatchObject({ status: 'succeeded' })
    expect((await app.container()).env).toMatchObject({
      ...{ TOKEN: token, LICENSE: fromFile, PLAIN: 'costs ${NOTHING}' },
      ...{ HOOK: 'none', API: 'none', OTHER: 'none', NODE: 'none' },
    })
    expect(await namesOf(app.red)).toEqual([`${app.red}-web-1`, `${app.red}-worker-1`])
    expect(read(app, 'DEPLOYED')).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z ${first.commit}\\n$`))

    const second = await app.deploy({ 'docker-compose.prod.yml': composed(app.port, variables) })
    expect(second).toMatchObject({ status: 'succeeded' })
    expect(await namesOf(app.red), 'the worker left the file').toEqual([`${app.red}-web-1`])
    expect(read(app, 'DEPLOYED')).toContain(`${second.commit}`)
  })

  it('run commands before and after, on the host and in services: a failing one before leaves the old version', async () => {
    const page = (text: string) => ({ 'page.txt': text, REBUILD_TRIGGER: text })
    const hook = (line: string) => ['sh', '-c', line]
    const inWeb = (line: string) => ({ service: 'web', run: hook(line) })
    const before = [
      hook('echo host $STAGE >> hooks.txt'),
      inWeb('cat /www/index.html; echo; ! grep -q unready /www/index.html'),
    ]
    const after = [inWeb('cat /www/index.html; ! grep -q sour /www/index.html'), hook('echo after >> hooks.txt')]
    const app = await house.app('hooks', { fields: { before, after, environment: { STAGE: 'test' } } })
    const first = await app.deploy(page('v1'))
    expect(first).toMatchObject({ status: 'succeeded' })
    expect(first.steps.map(({ name }) => name)).toEqual([
      'sync',
      'plan',
      'build',
      'before',
      'up',
      'verify',
      'after',
      'report',
    ])
    expect(read(app, 'hooks.txt')).toBe('host test\nafter\n')
    expect((await house.server.log(first.id)).match(/^v1$/gm), 'the new image, in both').toHaveLength(2)
    const running = await app.container()

    const stopped = await app.deploy(page('unready v2'))
    expect(stopped).toMatchObject({
      status: 'failed',
      error: { code: 'BEFORE_FAILED', hint: expect.stringContaining('What ran before still runs') },
    })
    expect(stopped.steps.slice(-2)).toMatchObject([
      { name: 'before', result: 'failed' },
      { name: 'rollback', result: 'done' },
    ])
    expect(await app.container()).toEqual(running)
    await app.serves('v1')

    const sour = await app.deploy(page('sour v3'))
    expect(sour).toMatchObject({ status: 'failed', error: { code: 'AFTER_FAILED' } })
    expect(sour.error?.message).toContain('(in web) failed: exit code 1')
    await app.serves('sour v3')
    expect(await containersOf(app.red), 'one-off containers are gone').toHaveLength(1)

    const healed = await app.deploy(page('v4'))
    expect(healed).toMatchObject({ status: 'succeeded', plan: { action: 'build' } })
    expect(read(app, 'hooks.txt')).toBe(`${'host test\nafter\n'}host test\nhost test\nhost test\nafter\n`)
  })

  it('make an app of commands alone, run in its folder without a shell, whose failure is named', async () => {
    const command = [
      ['cp', 'page.txt', 'live $(page).txt'],
      ['sh', '-c', 'echo "$GREETING" > greeting.txt; test ! -e broken'],
    ]
    const fields = { dir: 'site', command, environment: { GREETING: 'hello' }, ignore: ['*.md'], stamp: 'DEPLOYED' }
    const app = await house.app('commands', { files: () => ({ 'site/page.txt': 'v1' }), fields })
    const first = await app.deploy({})
    expect(first).toMatchObject({ status: 'succeeded', plan: { action: 'up' } })
    expect(read(app, 'site/live $(page).txt')).toBe('v1')
    expect(read(app, 'site/greeting.txt')).toBe('hello\n')
    expect(read(app, 'site/DEPLOYED')).toContain(first.commit ?? 'no commit')

    expect(await app.deploy({ 'README.md': 'ignored' })).toMatchObject({ status: 'skipped' })
    expect(await app.deploy({ 'site/broken': 'yes' })).toMatchObject({
      status: 'failed',
      error: { code: 'COMMAND_FAILED', message: expect.stringMatching(/^sh -c .* failed: exit code 1$/) },
    })
    expect(await app.deploy({ 'site/broken': '', 'site/page.txt': 'v2' })).toMatchObject({ status: 'succeeded' })
    expect(read(app, 'site/live $(page).txt')).toBe('v2')
    expect(house.dockerCalls(app.red), 'Compose has nothing to do with it').toEqual([])
  })
})
