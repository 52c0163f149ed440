import { execFile, execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Client } from './client.ts'
import type { Ended, Sandbox } from './sandbox.ts'

const root = join(import.meta.dirname, '../..')
const execute = promisify(execFile)
const most = { maxBuffer: 64 * 1024 * 1024 }

/** Builds `redhook:local` as an operator does; the base image is made here, once a machine, where none can be fetched. */
export async function buildRedhookImage(): Promise<void> {
  if (!existsSync('/usr/sbin/debootstrap') && process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'debootstrap'], {
      env,
      stdio: 'ignore',
    })
  }
  // Where it cannot be made, the build may still be able to fetch it.
  const madeBase = await execute('bash', [join(root, 'scripts/build-base-image.sh')], most).then(stderrOf, stderrOf)
  const { NODE_EXTRA_CA_CERTS: ca } = process.env
  const env = { ...process.env, ...(ca === undefined ? {} : { REDHOOK_CA_BUNDLE: ca }) }
  const words = ['compose', '-f', join(root, 'docker-compose.yml'), '--env-file', '/dev/null', 'build']
  await execute('docker', words, { ...most, cwd: root, env }).catch((error: unknown) => {
    throw new Error(`${madeBase}\n${stderrOf(error)}`)
  })
}

const stderrOf = (ended: unknown): string =>
  typeof ended === 'object' && ended !== null && 'stderr' in ended ? String(ended.stderr) : String(ended)

/** A Redhook in its container, with the sandbox as its host: registry, secrets and checkouts are those of the sandbox. */
export interface Containerised extends AsyncDisposable {
  readonly client: Client
  /** Its own Compose project. */
  readonly project: string
  /** Runs the command line in the container. */
  redhook(...words: string[]): Promise<Ended>
  /** Stops the container, and keeps its data where the sandbox looks for secrets; the exit code. */
  stop(): Promise<number>
}

/** Starts it with the project's own docker-compose.yml. `port` is what the registry says in `server.listen`. */
export async function startContainerised(box: Sandbox, port: number): Promise<Containerised> {
  const project = box.project('redhook')
  const secrets = `GITHUB_WEBHOOK_SECRET=${box.secret}\nREDHOOK_TOKEN=${box.token}\n`
  writeFileSync(box.path('.env'), `${secrets}REDHOOK_CHECKOUTS=${box.path('srv')}\n`)
  const where = ['compose', '-p', project, '-f', join(root, 'docker-compose.yml'), '--project-directory', box.folder]
  const env = { PATH: process.env.PATH ?? '', HOME: box.folder }
  const compose = (...words: string[]) => run('docker', [...where, ...words], env)
  const container = `${project}-redhook-1`
  const up = await compose('up', '-d', '--no-build')
  if (up.status !== 0) throw new Error(up.stderr)
  const client = box.connect(`http://127.0.0.1:${port}`, () =>
    execFileSync('docker', ['logs', container], { encoding: 'utf8', ...most }),
  )
  await untilItServes(client)
  return {
    client,
    project,
    redhook: (...words) => compose('exec', '-T', 'redhook', 'redhook', ...words),
    async stop() {
      await compose('stop')
      await run('docker', ['cp', `${container}:/var/lib/redhook`, box.path('data')], env)
      writeFileSync(box.path('data/container.log'), client.output())
      return Number((await run('docker', ['inspect', '--format', '{{.State.ExitCode}}', container], env)).stdout)
    },
    async [Symbol.asyncDispose]() {
      await compose('down', '-v', '-t', '5')
    },
  }
}

const run = (program: string, words: readonly string[], env: Record<string, string>): Promise<Ended> =>
  new Promise(resolve => {
    const child = execFile(program, words, { env, encoding: 'utf8', ...most }, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode, stdout, stderr }),
    )
  })

async function untilItServes(client: Client): Promise<void> {
  for (let waitedMs = 0; waitedMs < 120_000; waitedMs += 100) {
    const answer = await client.api('/healthz').catch(() => undefined)
    if (answer?.ok) return
    await sleep(100)
  }
  throw new Error(`the container does not serve:\n${client.output()}`)
}
