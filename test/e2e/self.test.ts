import { cpSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Files, openSandbox, type Repository, type Sandbox, type Server } from '../support/sandbox.ts'

const root = join(import.meta.dirname, '../..')
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as object

/** This very Redhook, as it is built, under another version number. */
const versioned = (version: string): Files => ({ 'package.json': JSON.stringify({ ...packageJson, version }) })

interface Own {
  readonly repository: Repository
  /** What systemd would start. */
  readonly program: string
}

/** A repository with this project's built files, and its first version installed as docs/operations.md says. */
async function install(box: Sandbox, self: unknown): Promise<Own> {
  const repository = box.repository('redhook', versioned('1.0.0'))
  for (const name of ['bin', 'dist']) cpSync(join(root, name), join(repository.clone, name), { recursive: true })
  repository.push({})
  const initial = box.path('data/releases/initial')
  mkdirSync(initial, { recursive: true })
  cpSync(repository.clone, initial, { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(initial, 'node_modules'))
  symlinkSync(initial, box.path('data/current'))
  const listen = `127.0.0.1:${await box.freePort()}`
  box.registry({ 'acme/redhook': { path: repository.checkout, project: 'redhook-self', self } }, { listen })
  return { repository, program: box.path('data/current/bin/redhook') }
}

const restart = { restart: true, build: [['ln', '-s', join(root, 'node_modules'), 'node_modules']] }

const start = (box: Sandbox, { program }: Own) => box.start({ program, env: { INVOCATION_ID: 'as systemd would' } })

/** As systemd does with `Restart=always`: when it has left, what the link leads to then is started. */
async function startedAgain(box: Sandbox, own: Own, server: Server, id: number): Promise<Server> {
  const settled = server.settled(id).catch(() => new Promise<never>(() => undefined))
  expect(await Promise.race([exitOf(server), settled])).toBe(0)
  return start(box, own)
}

const exitOf = ({ process: child }: Server) =>
  child.exitCode !== null || child.signalCode !== null
    ? child.exitCode
    : new Promise(resolve => child.once('exit', resolve))

const versionOf = async (server: Server) =>
  ((await (await fetch(`${server.url}/v1/status`)).json()) as { version: string }).version

async function push(server: Server, { repository }: Own, files: Files): Promise<number> {
  const { status, body } = await server.deliver(repository, { after: repository.push(files) })
  expect(status).toBe(202)
  return body.deployments?.[0]?.id ?? 0
}

describe.concurrent("a push to Redhook's own repository", () => {
  it('is skipped with self: skip', async () => {
    await using box = await openSandbox()
    const own = await install(box, 'skip')
    const server = await box.start()
    const { status, body } = await server.deliver(own.repository, { after: own.repository.push(versioned('2.0.0')) })
    expect(status).toBe(200)
    expect(body).toMatchObject({ status: 'ignored', reason: expect.stringContaining('self: skip') })

    const asked = await server.api('/api/v1/apps/redhook-self/deployments', { method: 'POST', body: '{}' })
    const { id } = (await asked.json()) as { id: number }
    expect(await server.settled(id)).toMatchObject({
      status: 'skipped',
      reason: expect.stringContaining('self is skip'),
    })
  })

  it('is refused where nothing would start the new version', async () => {
    await using box = await openSandbox()
    const own = await install(box, restart)
    const server = await box.start({ program: own.program })
    const id = await push(server, own, versioned('2.0.0'))
    expect(await server.settled(id)).toMatchObject({ status: 'failed', error: { code: 'SELF_FAILED' } })
  })

  it('runs the new version after a restart, goes on with the old one when that does not work, and builds the same commit twice', async () => {
    await using box = await openSandbox()
    const own = await install(box, restart)
    const current = () => realpathSync(box.path('data/current'))
    const first = await start(box, own)
    expect(await versionOf(first)).toBe('1.0.0')

    const good = await push(first, own, versioned('2.0.0'))
    const second = await startedAgain(box, own, first, good)
    expect(await second.deployment(good)).toMatchObject({ status: 'succeeded', attempts: 1 })
    expect(await versionOf(second)).toBe('2.0.0')
    expect(current()).toBe(realpathSync(box.path('data/releases', own.repository.git('rev-parse', 'HEAD'))))

    const inForce = current()
    const broken = await push(second, own, { ...versioned('3.0.0'), 'dist/main.js': 'throw new Error("no good")\n' })
    const failed = await second.settled(broken)
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'SELF_FAILED' } })
    expect(failed.error?.evidence?.[0]?.log?.join('\n')).toContain('no good')
    expect(current()).toBe(inForce)
    expect(await versionOf(second)).toBe('2.0.0')

    const main = readFileSync(join(root, 'dist/main.js'), 'utf8')
    const healed = await push(second, own, { ...versioned('4.0.0'), 'dist/main.js': main })
    const third = await startedAgain(box, own, second, healed)
    expect(await third.deployment(healed)).toMatchObject({ status: 'succeeded' })
    expect(await versionOf(third)).toBe('4.0.0')

    const asked = await third.api('/api/v1/apps/redhook-self/deployments', { method: 'POST', body: '{"build":true}' })
    const { id } = (await asked.json()) as { id: number }
    const fourth = await startedAgain(box, own, third, id)
    expect(await fourth.deployment(id)).toMatchObject({ status: 'succeeded' })
    expect(await versionOf(fourth)).toBe('4.0.0')
  })
})
