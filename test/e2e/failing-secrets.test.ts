import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startGitHttpServer } from '../support/git-http.ts'
import { startSshServer } from '../support/git-ssh.ts'
import { openSandbox, type Sandbox, type Server } from '../support/sandbox.ts'

const password = 'correct-horse-battery-staple'
const apiKey = 'k9-Zq81"xVb\\tR33-long-enough'
const remotePassword = 'hunter2-at-the-remote'

/** An app that tells everybody everything it knows: while it builds, in its hook, and when it exits. */
const talkative = (port: number): Record<string, string> => ({
  Dockerfile: `FROM redhook-test/busybox:1
ARG PASSWORD
RUN echo "building with $PASSWORD"
CMD ["sh", "-c", "env; exit 1"]
`,
  'docker-compose.prod.yml': `services:
  web:
    build: { context: ., args: { PASSWORD: "\${DB_PASSWORD}" } }
    environment: { DB_PASSWORD: "\${DB_PASSWORD}", API_KEY: "\${API_KEY}" }
    ports: ["127.0.0.1:${port}:8080"]
`,
})

interface Asked {
  readonly apps: readonly string[]
  readonly ids: readonly number[]
}

/** Asks for everything that can be asked for, in every way. */
async function askForEverything(box: Sandbox, server: Server, { apps, ids }: Asked): Promise<string> {
  const texts: string[] = []
  const pages = ['/api/v1/apps', '/api/v1/deployments', '/readyz', '/v1/status']
  for (const path of [...pages, ...ids.flatMap(id => [`/api/v1/deployments/${id}`, `/api/v1/deployments/${id}/log`])])
    texts.push(await (await server.api(path)).text())
  const asked = ['status', 'history', 'check'].flatMap(name => [[name], [name, '--json']])
  for (const words of [...asked, ...ids.map(id => ['logs', String(id)]), ...apps.map(app => ['plan', app])]) {
    const { stdout, stderr } = await box.cli(words)
    texts.push(stdout, stderr)
  }
  return texts.join('\n')
}

describe('secrets', () => {
  it('show nowhere: not in a log, an answer, the store or an error, however often they come by', async () => {
    await using box = await openSandbox()
    const port = await box.freePort()
    mkdirSync(box.path('ssh'))
    await using ssh = await startSshServer(box.path('ssh'))
    await using http = await startGitHttpServer(box.path('remotes'), 'ada:what it really is')
    const app = box.project('talker')
    const talker = box.repository('talker', talkative(port))
    const denied = box.repository('denied', { 'page.txt': 'v1' })
    writeFileSync(join(talker.checkout, '.env'), `DB_PASSWORD=${password}\n`)
    writeFileSync(box.path('api-key'), apiKey)
    chmodSync(ssh.deployKey, 0o600)
    denied.inCheckout('remote', 'set-url', 'origin', `http://ada:${remotePassword}@127.0.0.1:${http.port}/denied.git`)
    for (const word of [password, apiKey, remotePassword, readFileSync(ssh.deployKey, 'utf8')]) box.hide(word)
    box.registry({
      'acme/talker': {
        ...{ path: talker.checkout, project: app, url: ssh.url(talker.remote) },
        ...{ deployKey: ssh.deployKey, knownHosts: ssh.knownHosts },
        environment: { API_KEY: `\${file:${box.path('api-key')}}` },
        before: [['sh', '-c', 'cat .env; echo "$API_KEY"']],
      },
      'acme/denied': { path: denied.checkout, project: 'denied', command: [['true']] },
    })
    const server = await box.start({ args: ['--debug'] })

    const loud = await server.deploy(talker, {})
    expect(loud).toMatchObject({ status: 'failed', error: { code: 'UNHEALTHY' } })
    expect(loud.error?.evidence?.[0]?.log).toEqual(
      expect.arrayContaining(['DB_PASSWORD=[redacted]', 'API_KEY=[redacted]']),
    )
    const refused = await server.deploy(denied, {})
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'REMOTE_DENIED' } })
    await server.api('/api/v1/apps', { headers: { authorization: `Bearer ${box.token.slice(1)}` } })

    const said = await askForEverything(box, server, { apps: [app, 'denied'], ids: [loud.id, refused.id] })
    expect(said).toContain('building with [redacted]')
  })

  it('are looked for everywhere: what does show is found in the store, its log, the deployment log, an answer and the output', async () => {
    const box = await openSandbox()
    const repository = box.repository('shop', { 'page.txt': 'v1' })
    box.registry({ 'acme/shop': { path: repository.checkout, project: 'telltale', command: [['echo', 'telltale']] } })
    box.hide('telltale')
    const server = await box.start()
    const { id } = await server.deploy(repository, {})
    await (await server.api(`/api/v1/deployments/${id}`)).text()
    const found = await box[Symbol.asyncDispose]().then(
      () => '',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    )
    for (const place of [
      'redhook.sqlite',
      'deployments.app',
      'redhook.sqlite-wal',
      'logs/telltale',
      'answer or output',
    ])
      expect(found).toContain(place)
  })
})
