import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { deliveryHeaders, pushPayload, testSecret } from '../support/github-push.ts'

/** A hook of Debian's webhook: a line for `sh`, run in a folder. */
export interface PeerHook {
  readonly id: string
  readonly cwd: string
  readonly line: string
}

export interface Peer extends AsyncDisposable {
  /** POSTs a signed push to the hook, and returns when its line has run. */
  run(id: string): Promise<void>
}

/** Starts Debian's webhook (adnanh/webhook) with these hooks, guarded by signature and branch. */
export async function startPeer(hooks: readonly PeerHook[], home: string): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'redhook-bench-'))
  const file = join(folder, 'hooks.json')
  writeFileSync(file, JSON.stringify(hooks.map(toHook)))
  const port = await freePort()
  const child = spawn('webhook', ['-hooks', file, '-ip', '127.0.0.1', '-port', String(port)], {
    stdio: 'ignore',
    env: { PATH: process.env.PATH ?? '', HOME: home },
  })
  await once(child, 'spawn')
  await sleep(500)
  return {
    async run(id) {
      const body = JSON.stringify(pushPayload())
      const response = await fetch(`http://127.0.0.1:${port}/hooks/${id}`, {
        method: 'POST',
        body,
        headers: deliveryHeaders(body),
      })
      if (!response.ok) throw new Error(`webhook answers ${response.status}`)
      await response.text()
    },
    async [Symbol.asyncDispose]() {
      child.kill()
      await once(child, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}

const toHook = ({ id, cwd, line }: PeerHook) => ({
  id,
  'execute-command': '/bin/sh',
  'command-working-directory': cwd,
  'include-command-output-in-response': true,
  'pass-arguments-to-command': ['-c', line].map(name => ({ source: 'string', name })),
  'trigger-rule': {
    and: [
      {
        match: {
          type: 'payload-hmac-sha256',
          secret: testSecret,
          parameter: { source: 'header', name: 'X-Hub-Signature-256' },
        },
      },
      { match: { type: 'value', value: 'refs/heads/main', parameter: { source: 'payload', name: 'ref' } } },
    ],
  },
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
