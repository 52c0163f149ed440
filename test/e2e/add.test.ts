import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createDeployKeys } from '../support/deploy-keys.ts'
import { startSshServer } from '../support/git-ssh.ts'
import { type GitHubStub, startGitHubStub } from '../support/github-stub.ts'
import { sampleApp } from '../support/sample-app.ts'
import { openSandbox, type Server, serves } from '../support/sandbox.ts'

/** The key that was added at GitHub opens the repository from then on. */
async function openToKey(stub: GitHubStub, open: (publicKey: string) => void): Promise<void> {
  while (stub.keys().length === 0) await sleep(20)
  for (const { key } of stub.keys()) open(key)
}

function writeRegistry(folder: string, lines: readonly string[]): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'redhook.yml'), `${lines.join('\n')}\n`)
}

async function firstDeployment(server: Server): Promise<number> {
  for (;;) {
    const [deployment] = await server.deployments()
    if (deployment !== undefined) return deployment.id
    await sleep(50)
  }
}

describe('redhook add', () => {
  it('leads from an empty registry and a running server to a healthy deployment by one command and a push', async () => {
    await using box = await openSandbox()
    await using ssh = await startSshServer(box.folder)
    await using stub = await startGitHubStub()
    const keys = createDeployKeys(box.folder)
    const project = box.project('shop')
    const port = await box.freePort()
    const listen = `127.0.0.1:${await box.freePort()}`
    const repository = box.repository('shop', sampleApp(port), { checkout: false })
    box.hide(stub.token)
    writeRegistry(box.path('config'), [
      `server: { listen: '${listen}', publicUrl: 'http://${listen}' }`,
      `providers: { github: { apiUrl: '${stub.url}', token: '\${FORGE_TOKEN}' } }`,
      'repos: {}',
    ])
    const env = { FORGE_TOKEN: stub.token }
    const server = await box.start({ env })

    const words = [
      'acme/shop',
      '--path',
      repository.checkout,
      '--project',
      project,
      '--url',
      ssh.url(repository.remote),
    ]
    const [added] = await Promise.all([
      box.cli(['add', ...words, '--yes'], { env }),
      openToKey(stub, key => keys.add(key, repository.remote)),
    ])
    expect(added).toMatchObject({ status: 0, stderr: '' })
    expect(added.stdout).toContain('GitHub sent one, and it arrived')
    expect(stub.malformed()).toEqual([])
    expect(stub.keys()).toMatchObject([{ read_only: true }])
    expect(stub.hooks()).toMatchObject([{ active: true, config: { url: `http://${listen}/webhook` } }])

    const after = repository.push({ 'page.txt': 'v2' })
    const { id, full_name } = stub.repository()
    const payload = {
      ref: 'refs/heads/main',
      after,
      repository: { id, name: 'shop', full_name },
      pusher: { name: 'ada' },
    }
    await stub.deliver('push', payload)
    expect(await server.settled(await firstDeployment(server))).toMatchObject({ status: 'succeeded', commit: after })
    await serves(port, 'v2')

    const again = await box.cli(['add', ...words, '--yes'], { env })
    expect(again.status).toBe(0)
    const checked = await box.cli(['check', '--online', '--json'], { env })
    const { findings } = JSON.parse(checked.stdout) as { findings: { area: string; severity: string }[] }
    const online = findings.filter(({ area }) => ['branch', 'forge', 'clock', 'webhook', 'remote'].includes(area))
    expect(online.map(({ area, severity }) => `${area} ${severity}`).sort()).toEqual([
      ...['branch ok', 'clock ok', 'forge ok', 'remote ok', 'webhook ok'],
    ])

    const removed = await box.cli(['remove', project, '--yes'], { env })
    expect(removed.status).toBe(0)
    expect([stub.keys(), stub.hooks()]).toEqual([[], []])
    expect((parse(readFileSync(box.path('config/redhook.yml'), 'utf8')) as { repos: object }).repos).toEqual({})
  })
})
