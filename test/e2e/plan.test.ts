import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { docker } from '../support/containers.ts'
import { composeFile, sampleApp } from '../support/sample-app.ts'
import { served } from '../support/sandbox.ts'
import { openTestHouse, rulesOf, type TestHouse } from '../support/test-house.ts'

const { Dockerfile = '' } = sampleApp(0)
const broken = `${Dockerfile}RUN echo no such library && false\n`
const crashing = Dockerfile.replace(/CMD .*/, 'CMD ["sh", "-c", "echo cannot start; exit 3"]')

describe.concurrent('the plan', () => {
  let house: TestHouse
  beforeAll(async () => {
    house = await openTestHouse()
  })
  afterAll(() => house[Symbol.asyncDispose]())

  it('builds for what any commit of a push changed, and leaves all alone for files that nothing uses or that are ignored', async () => {
    const { server } = house
    const app = await house.app('triggers', { fields: { ignore: ['docs/', '*.md'] } })
    const first = await app.deploy({})
    expect(first).toMatchObject({ status: 'succeeded', project: app.red, color: 'red', plan: { action: 'build' } })
    expect(rulesOf(first)).toEqual(['first'])
    const born = await app.container()

    const unused = await app.deploy({ 'notes.txt': 'for people' })
    expect(unused).toMatchObject({
      status: 'skipped',
      reason: 'Nothing to do: no service uses any of the changed files: notes.txt.',
      plan: { services: [{ service: 'web', action: 'leave', reasons: [{ rule: 'untouched' }] }] },
    })
    expect(await app.container()).toEqual(born)

    app.repository.commit({ 'page.txt': 'v3' })
    app.repository.commit({ 'notes.txt': 'in between' })
    const third = await app.deploy({ 'notes.txt': 'the last of three' })
    expect(third).toMatchObject({ status: 'succeeded', plan: { action: 'build' } })
    expect(third.plan?.services).toEqual([
      {
        service: 'web',
        action: 'build',
        reasons: [{ rule: 'context', evidence: 'page.txt', text: 'page.txt is in its build context' }],
      },
    ])
    expect(third.outcome).toEqual([{ service: 'web', built: 'new', container: 'recreated' }])
    await app.serves('v3')

    const built = await app.container()
    let calls = house.dockerCalls(app.red).length
    const id = randomUUID()
    const again = await server.deliver(app.repository, { id })
    const nothing = await server.settled(again.body.deployments?.[0]?.id ?? 0)
    expect(nothing).toMatchObject({ status: 'skipped', reason: expect.stringMatching(/is deployed already/) })
    expect(rulesOf(nothing)).toEqual(['nothing-changed'])
    expect(house.dockerCalls(app.red).slice(calls)).toEqual([])
    expect(await server.deliver(app.repository, { id })).toMatchObject({
      status: 200,
      body: { status: 'duplicate', reason: expect.stringContaining(`deployment ${nothing.id}`) },
    })

    await docker('kill', built.id)
    const revived = await server.deliver(app.repository)
    expect(rulesOf(await server.settled(revived.body.deployments?.[0]?.id ?? 0))).toEqual(['not-running'])
    const { startedAt } = await app.container()
    calls = house.dockerCalls(app.red).length

    const ignored = await app.deploy({ 'docs/guide.txt': 'read me', 'README.md': 'and me' })
    expect(ignored).toMatchObject({
      status: 'skipped',
      reason: 'Nothing to do: only ignored files changed: README.md, docs/guide.txt.',
      steps: [{ name: 'sync' }, { name: 'plan' }],
    })
    expect(house.dockerCalls(app.red).slice(calls), 'no Compose command').toEqual([])
    expect(await app.container()).toEqual({ ...built, startedAt })
    expect(app.repository.inCheckout('rev-parse', 'HEAD')).toBe(ignored.commit)
  })

  it('does as an operator asks: `redhook deploy` always starts, --build builds, --no-build never does', async () => {
    const app = await house.app('asked')
    expect(await app.request()).toMatchObject({ status: 'succeeded', plan: { action: 'build' } })
    const born = await app.container()

    const again = await app.request()
    expect(again).toMatchObject({
      status: 'succeeded',
      plan: { action: 'up', reasons: [{ rule: 'request', text: 'asked for' }] },
    })
    expect(house.dockerCalls(app.red).filter(call => call.includes(' up -d --no-build'))).toHaveLength(2)
    expect(await app.container()).toEqual(born)

    const head = app.repository.inCheckout('rev-parse', 'HEAD', 'refs/remotes/origin/main')
    app.repository.push({ Dockerfile: `${Dockerfile}# a trigger\n`, 'page.txt': 'v2' })
    const calls = house.dockerCalls(app.red).length
    const preview = await house.box.cli(['plan', app.name, '--json', '--commands'])
    expect(JSON.parse(preview.stdout)).toMatchObject({
      project: app.red,
      plan: { action: 'build', services: [{ service: 'web', action: 'build' }] },
      commands: [expect.stringMatching(/ build web$/), expect.stringMatching(/ up -d --no-build$/)],
    })
    expect(app.repository.inCheckout('rev-parse', 'HEAD', 'refs/remotes/origin/main')).toBe(head)
    expect(
      house
        .dockerCalls(app.red)
        .slice(calls)
        .filter(call => / (build|up|pull) /.test(call)),
    ).toEqual([])

    app.write({ REBUILD_TRIGGER: 'please' })
    expect(await app.request('--no-build')).toMatchObject({ status: 'succeeded', plan: { action: 'up' } })
    expect(await served(app.port)).toBe('v1')
    const built = await app.request('--build')
    expect(built).toMatchObject({ status: 'succeeded', plan: { action: 'build' } })
    expect(rulesOf(built), 'neither marker nor trigger was answered by the deployment that built nothing').toEqual([
      'request',
      'marker',
      'overruled',
    ])
    await app.serves('v2')
  })

  it('rebuilds what a failed attempt built, so that a revert really serves the reverted content', async () => {
    const app = await house.app('revert', { fields: { rollback: false } })
    const born = await app.deploy({})
    const failed = await app.deploy({ 'page.txt': 'v2', Dockerfile: crashing })
    expect(failed).toMatchObject({
      status: 'failed',
      error: { code: 'UNHEALTHY', evidence: [{ service: 'web', exitCode: 3, log: ['cannot start'] }] },
    })

    app.repository.git('revert', '--no-edit', 'HEAD')
    const reverted = await app.deploy({})
    expect(reverted).toMatchObject({ status: 'succeeded', plan: { action: 'build', base: born.commit } })
    const reasons = reverted.plan?.services[0]?.reasons ?? []
    expect(reasons.map(({ evidence }) => evidence).sort()).toEqual(['Dockerfile', 'page.txt'])
    for (const { text } of reasons) expect(text).toContain(`deployment ${failed.id}`)
    await app.serves('v1')
    expect(rulesOf(await app.deploy({ 'notes.txt': 'the failure is history' }))).toEqual(['nothing-changed'])
  })

  it('keeps the marker of an operator until a build because of it succeeded, and knows a pushed one', async () => {
    const app = await house.app('marker')
    await app.deploy({})
    const marker = join(app.repository.checkout, 'REBUILD_TRIGGER')
    app.write({ REBUILD_TRIGGER: 'please' })

    const failed = await app.deploy({ Dockerfile: broken })
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'BUILD_FAILED' } })
    expect(rulesOf(failed)).toEqual(['marker', 'dockerfile'])
    expect(JSON.stringify(failed.error?.evidence)).toContain('no such library')
    expect(existsSync(marker)).toBe(true)
    expect(await served(app.port), 'the old version serves on').toBe('v1')

    const built = await app.deploy({ Dockerfile, 'page.txt': 'v2' })
    expect(built).toMatchObject({ status: 'succeeded', plan: { action: 'build' } })
    expect(rulesOf(built)).toEqual(['marker', 'context', 'dockerfile'])
    expect(existsSync(marker)).toBe(false)
    await app.serves('v2')

    const pushed = await app.deploy({ REBUILD_TRIGGER: '1', 'page.txt': 'v3' })
    expect(pushed).toMatchObject({
      status: 'succeeded',
      plan: { action: 'build', reasons: [{ rule: 'marker', text: 'REBUILD_TRIGGER was pushed with new content' }] },
    })
    await app.serves('v3')
    expect(existsSync(marker), 'git tracks it').toBe(true)
    expect(await app.deploy({ 'notes.txt': 'it asked once' })).toMatchObject({ status: 'skipped' })
  })

  it('replaces containers when .env, the Compose file or the pick between prod and dev changed their definition, and says which', async () => {
    const greeting = 'GREETING: "${GREETING:-none}"'
    const files = (port: number) => ({
      ...sampleApp(port),
      'docker-compose.prod.yml': composeFile(port, '', greeting),
      'docker-compose.dev.yml': composeFile(port, '    labels: { stage: dev }\n', greeting),
    })
    const app = await house.app('inputs', { files })
    const password = randomUUID()
    house.box.hide(password)
    const env = (...lines: string[]) => app.write({ '.env': [...lines, `DB_PASSWORD=${password}`, ''].join('\n') })
    env('GREETING=hello')
    await app.deploy({})
    expect((await app.container()).env.GREETING).toBe('hello')

    env('GREETING=good morning')
    const changed = await app.deploy({ 'notes.txt': '1' })
    expect(changed).toMatchObject({ status: 'succeeded', plan: { action: 'up', warnings: [] } })
    expect(changed.plan?.services).toEqual([
      {
        service: 'web',
        action: 'recreate',
        reasons: [{ rule: 'definition', evidence: 'environment', text: 'its environment changed (.env)' }],
      },
    ])
    expect((await app.container()).env.GREETING).toBe('good morning')

    const file = composeFile(app.port, '', 'GREETING: always')
    const composed = await app.deploy({ 'docker-compose.prod.yml': file })
    expect(composed.plan?.services[0]?.reasons).toEqual([
      { rule: 'definition', evidence: 'environment', text: 'its environment changed' },
    ])
    expect((await app.container()).env.GREETING).toBe('always')

    env('GREETING=hello', 'DEBUG=true')
    const dev = await app.deploy({ 'notes.txt': '2' })
    expect(dev).toMatchObject({ status: 'succeeded', plan: { action: 'up' } })
    expect(rulesOf(dev)).toEqual(['compose-pick', 'definition'])
    expect(dev.plan?.warnings).toEqual([
      'Compose files picked this time: docker-compose.dev.yml; last time: docker-compose.prod.yml.',
    ])
    expect((await app.container()).env.GREETING).toBe('hello')
  })
})
