import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { testSecret } from '../support/github-push.ts'
import type { Sandbox } from '../support/sandbox.ts'

const program = join(import.meta.dirname, '../../bin/redhook')
const pollMs = 2

/** What opens its API. */
export const benchToken = 'a-token-for-benchmarks-alone-0123456789'

/** A Redhook that was started to be looked at. */
export interface Serving extends AsyncDisposable {
  readonly pid: number
  /** From the spawn to the first 200 of `/healthz`. */
  readonly startMs: number
}

/** Starts the built program with the sandbox's registry on a port, and asks until it answers. */
export async function serve(box: Sandbox, port: number, nodeOptions = ''): Promise<Serving> {
  const started = performance.now()
  const child = spawn(program, ['serve', '--data', box.path('data'), '--port', String(port)], {
    cwd: box.folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH ?? '',
      HOME: box.folder,
      GITHUB_WEBHOOK_SECRET: testSecret,
      REDHOOK_TOKEN: benchToken,
      REDHOOK_CONFIG: box.path('config/redhook.yml'),
      NODE_OPTIONS: nodeOptions,
    },
  })
  while (!(await isHealthy(port))) {
    if (child.exitCode !== null || performance.now() - started > 20_000) throw new Error('Redhook did not start')
    await sleep(pollMs)
  }
  const startMs = performance.now() - started
  return {
    pid: child.pid ?? 0,
    startMs,
    async [Symbol.asyncDispose]() {
      child.kill()
      await once(child, 'exit')
    },
  }
}

const isHealthy = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const request = get({ host: '127.0.0.1', port, path: '/healthz', agent: false }, response => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.on('error', () => resolve(false))
  })

/** The resident memory of a process in MB (10^6 bytes). */
export function residentMb(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return (Number(kib) * 1024) / 1e6
}
