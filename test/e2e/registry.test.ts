import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { containersOf } from '../support/containers.ts'
import { sampleApp } from '../support/sample-app.ts'
import { openSandbox, type Sandbox, writeFiles } from '../support/sandbox.ts'

/** An app that copies a file, and before that waits for a file called `go`. */
const waiting = (path: string, project: string) => ({
  path,
  project,
  command: [
    ['sh', '-c', 'while [ ! -e go ]; do sleep 0.05; done'],
    ['cp', 'page.txt', 'live.txt'],
  ],
})

const files = { 'page.txt': 'v1', '.gitignore': 'go\nlive.txt\n' }

async function requestApp({ cli }: Sandbox, app: string, ...flags: string[]): Promise<number> {
  const { stdout, stderr } = await cli(['deploy', app, '--json', ...flags])
  try {
    return (JSON.parse(stdout) as { id: number }).id
  } catch {
    throw new Error(stderr)
  }
}

describe.concurrent('the registry of a running server', () => {
  it('stays the last good one when a reload brings mistakes, each of which the log names with its place', async () => {
    await using box = await openSandbox()
    const shop = box.repository('shop', files)
    writeFiles(shop.checkout, { go: 'at once' })
    box.registry({ 'acme/shop': waiting(shop.checkout, 'shop') })
    const server = await box.start()
    expect(await server.deploy(shop, {})).toMatchObject({ status: 'succeeded' })

    const file = box.path('config/redhook.yml')
    const good = readFileSync(file, 'utf8')
    const bad = [
      'repos:',
      '  acme/shop:',
      '    path: /srv/shop',
      '    colour: red',
      '    health: { timeout: 2 apples }',
    ]
    writeFileSync(file, `${bad.join('\n')}\n`)
    await server.says('the registry has mistakes; the last good one stays in force')
    const logged = server
      .output()
      .split('\n')
      .find(line => line.includes('"code":"CONFIG_INVALID"'))
    const { level, problems } = JSON.parse(logged ?? '{}') as { level: string; problems: string[] }
    expect(level).toBe('error')
    expect(problems).toEqual([
      expect.stringMatching(/^config\/redhook\.yml:4:5 repos\."acme\/shop"\.colour: /),
      expect.stringMatching(
        /^config\/redhook\.yml:5:24 repos\."acme\/shop"\.health\.timeout: "2 apples" is not a duration/,
      ),
    ])
    expect(await server.deploy(shop, { 'page.txt': 'v2' })).toMatchObject({ status: 'succeeded' })
    expect(readFileSync(join(shop.checkout, 'live.txt'), 'utf8')).toBe('v2')

    writeFileSync(file, good.replace('127.0.0.1:0', '127.0.0.1:1'))
    await server.says('registry loaded')
    expect(server.output()).toMatch(/"setting":"port".*"this setting needs a restart"/)
    server.process.kill('SIGHUP')
    await server.says(/registry loaded.*registry loaded/s)
    expect(await server.deploy(shop, { 'page.txt': 'v3' })).toMatchObject({ status: 'succeeded' })
  })

  it('cancels what an app that left it had queued, lets the running one finish, and leaves its containers', async () => {
    await using box = await openSandbox()
    const [shop, blog] = [box.project('shop'), box.project('blog')]
    const port = await box.freePort()
    const compose = box.repository(shop, sampleApp(port))
    const copying = box.repository(blog, files)
    const entries = {
      [compose.name]: { path: compose.checkout, project: shop },
      [copying.name]: waiting(copying.checkout, blog),
    }
    box.registry(entries)
    const server = await box.start()
    expect(await server.deploy(compose, {})).toMatchObject({ status: 'succeeded' })
    const containers = await containersOf(`red${shop}`)

    const running = await requestApp(box, blog)
    await server.until(running, ({ steps }) => steps.some(({ name }) => name === 'up'))
    const queued = await requestApp(box, blog)
    box.registry({ 'acme/other': { path: box.path('other'), project: 'other', branch: 'main' } })
    expect(await server.settled(queued)).toMatchObject({
      status: 'cancelled',
      reason: expect.stringMatching(/app.*left the registry/i),
    })
    expect(await server.deployment(running)).toMatchObject({ status: 'running' })
    writeFiles(copying.checkout, { go: 'now' })
    expect(await server.settled(running)).toMatchObject({ status: 'succeeded' })
    expect(existsSync(join(copying.checkout, 'live.txt'))).toBe(true)
    expect(await containersOf(`red${shop}`)).toEqual(containers)
    await server.says(`docker compose -p red${shop} down`)

    const gone = await server.deliver(compose)
    expect(gone).toMatchObject({ status: 200, body: { status: 'ignored' } })
    expect(gone.body.reason).toContain('is not in the registry')
    expect(await server.deployments(shop), 'its history stays').toHaveLength(1)
  })

  it('reports the old project of a renamed app with the command that takes it down', async () => {
    await using box = await openSandbox()
    const [shop, store] = [box.project('shop'), box.project('store')]
    const port = await box.freePort()
    const repository = box.repository(shop, sampleApp(port))
    box.registry({ [repository.name]: { path: repository.checkout, project: shop } })
    const server = await box.start()
    expect(await server.deploy(repository, {})).toMatchObject({ status: 'succeeded' })

    box.registry({ [repository.name]: { path: repository.checkout, project: store } })
    await server.says('the app was renamed; its old Compose project keeps running')
    expect(server.output()).toContain(`"takeDown":"docker compose -p red${shop} down"`)
    expect(await containersOf(`red${shop}`)).toMatchObject([{ status: 'running' }])
    const refused = await server.deploy(repository, { 'page.txt': 'v2' })
    expect(refused).toMatchObject({ app: store, status: 'failed', error: { code: 'FOREIGN_PROJECT' } })
    expect(refused.error?.hint).toContain(`docker compose -p red${shop} down`)
    expect(await server.deployments(shop), 'its history stays').toMatchObject([{ status: 'succeeded' }])
  })
})
