import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { containersOf, docker } from '../support/containers.ts'
import { composeFile, sampleApp } from '../support/sample-app.ts'
import { served, writeFiles } from '../support/sandbox.ts'
import { openTestHouse, rulesOf, type TestApp, type TestHouse } from '../support/test-house.ts'

/** What an operator did before there was a Redhook. */
const startByHand = ({ repository }: TestApp, project: string) => {
  const file = join(repository.checkout, 'docker-compose.prod.yml')
  return docker('compose', '-p', project, '-f', file, 'up', '-d', '--build')
}

const greeting = 'GREETING: "${GREETING:-none}"'

describe.concurrent('a first deployment', () => {
  let house: TestHouse
  beforeAll(async () => {
    house = await openTestHouse()
  })
  afterAll(() => house[Symbol.asyncDispose]())

  it('adopts a project that runs already with color: none, and leaves containers whose image stays', async () => {
    const app = await house.app('adopted', { fields: { color: 'none' } })
    await startByHand(app, app.name)
    const [before] = await containersOf(app.name)
    const first = await app.deploy({ 'notes.txt': 'nothing in the image' })
    expect(first).toMatchObject({ status: 'succeeded', project: app.name, plan: { action: 'build' } })
    expect(first.color).toBeUndefined()
    expect(await containersOf(app.name)).toEqual([before])
    expect(await containersOf(app.red)).toEqual([])
  })

  it('refuses a project that runs there under a name no app owns, and goes on with it once told to', async () => {
    const app = await house.app('foreign')
    const other = `${app.name}-old`
    house.box.owns(other)
    await startByHand(app, app.name)
    const [before] = await containersOf(app.name)
    const refused = await app.deploy({ 'page.txt': 'v2' })
    expect(refused).toMatchObject({
      status: 'failed',
      error: {
        code: 'FOREIGN_PROJECT',
        message: expect.stringContaining(`the Compose project ${app.name} (${before?.name})`),
        hint: expect.stringContaining('set color: none for this app'),
      },
    })
    expect(refused.error?.hint).toContain(`docker compose -p ${app.name} down`)
    expect(await containersOf(app.name), 'nothing was touched').toEqual([before])
    expect(await containersOf(app.red)).toEqual([])

    await app.set({ color: 'none' })
    expect(await app.request()).toMatchObject({ status: 'succeeded', project: app.name })
    await app.serves('v2')
  })

  it('clones from url: the default branch of the remote into a folder that was not there', async () => {
    const app = await house.app('cloned', { branch: 'trunk', checkout: false })
    await app.set({ url: app.repository.remote })
    const first = await app.deploy({ 'page.txt': 'cloned' })
    expect(first).toMatchObject({ status: 'succeeded', project: app.red })
    expect(app.repository.inCheckout('rev-parse', 'HEAD', '--abbrev-ref', 'HEAD')).toBe(`${first.commit}\ntrunk`)
    expect(app.repository.inCheckout('status', '--porcelain')).toBe('')
    await app.serves('cloned')
  })

  it('fills a folder without .git in place and keeps the .env that waits there', async () => {
    const files = (port: number) => ({
      ...sampleApp(port),
      'docker-compose.prod.yml': composeFile(port, '', greeting),
      '.gitignore': '.env\n',
    })
    const app = await house.app('filled', { files, checkout: false })
    const secret = randomUUID()
    house.box.hide(secret)
    const env = `GREETING=kept\nAPI_KEY=${secret}\n`
    writeFiles(app.repository.checkout, { '.env': env, 'uploads/photo.txt': 'of a user' })
    await app.set({ url: app.repository.remote })
    expect(await app.deploy({})).toMatchObject({ status: 'succeeded' })
    expect(readFileSync(join(app.repository.checkout, '.env'), 'utf8')).toBe(env)
    expect(app.repository.inCheckout('status', '--porcelain')).toBe('?? uploads/')
    expect((await app.container()).env.GREETING).toBe('kept')
  })

  it('lists every variable that is missing before anything is built, heals with the .env, and later only warns', async () => {
    const needs = 'A: "${DB_NAME}", B: "${DB_PASSWORD}", C: "${CACHE:-none}"'
    const files = (port: number) => ({ ...sampleApp(port), 'docker-compose.prod.yml': composeFile(port, '', needs) })
    const app = await house.app('missing', { files })
    const failed = await app.deploy({})
    expect(failed).toMatchObject({
      status: 'failed',
      error: { code: 'ENV_MISSING', message: expect.stringMatching(/not set: DB_NAME, DB_PASSWORD$/) },
    })
    expect(failed.error?.hint).toContain('redhook deploy')
    expect(await containersOf(app.red)).toEqual([])
    expect(house.dockerCalls(app.red).filter(call => / (build|up) /.test(`${call} `))).toEqual([])

    const password = randomUUID()
    house.box.hide(password)
    app.write({ '.env': `DB_NAME=shop\nDB_PASSWORD=${password}\n` })
    expect(await app.request()).toMatchObject({ status: 'succeeded' })
    expect((await app.container()).env).toMatchObject({ A: 'shop', B: password, C: 'none' })

    app.write({ '.env': `DB_PASSWORD=${password}\n` })
    const later = await app.deploy({ 'notes.txt': 'one variable less' })
    expect(later).toMatchObject({ status: 'succeeded' })
    expect(await house.server.log(later.id)).toMatch(/warning: The "DB_NAME" variable is not set/)
  })

  it('names env files that are missing beside the variables, and variables that the Compose file requires', async () => {
    const files = (port: number) => ({
      ...sampleApp(port),
      'docker-compose.prod.yml': composeFile(port, '    env_file: [secrets.env, more.env]\n', 'A: "${PLAN}"'),
    })
    const app = await house.app('required', { files })
    const failed = await app.deploy({})
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'ENV_MISSING' } })
    for (const name of ['PLAN', 'secrets.env', 'more.env']) expect(failed.error?.message).toContain(name)

    const required = composeFile(app.port, '', 'A: "${LICENSE:?ask the boss}"')
    expect(await app.deploy({ 'docker-compose.prod.yml': required })).toMatchObject({
      status: 'failed',
      error: { code: 'ENV_MISSING', message: expect.stringMatching(/not set: LICENSE$/) },
    })
  })

  it('fails with the remedy for a COLOR that is none and for a Compose file that is not there, then heals', async () => {
    const app = await house.app('odd')
    app.write({ '.env': 'COLOR=green\n' })
    expect(await app.deploy({})).toMatchObject({
      status: 'failed',
      // The checkout was there before: its files are put back.
      steps: [{ name: 'sync' }, { name: 'plan', result: 'failed' }, { name: 'sync' }],
      error: { code: 'COLOR_INVALID', message: 'COLOR in the app\'s .env is "green"' },
    })
    app.write({ '.env': '' })
    const missing = await app.deploy({ 'docker-compose.prod.yml': '' })
    expect(missing).toMatchObject({ status: 'failed', error: { code: 'COMPOSE_FILE_MISSING' } })
    expect(missing.error?.message).toMatch(/none of docker-compose\.prod\.yml, compose\.yaml, .* exists/)
    expect(await served(app.port)).toMatch(/^error/)

    const healed = await app.deploy({ 'compose.yaml': composeFile(app.port, '', greeting) })
    expect(healed).toMatchObject({ status: 'succeeded', project: app.red, color: 'red' })
    expect(rulesOf(healed)).toEqual(['first'])
  })
})
