import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { stringify } from 'yaml'
import { type Client, createClient } from './client.ts'
import { buildTestImage } from './docker-images.ts'
import { findLeaks } from './leaks.ts'
import { descendantsOf } from './process-tree.ts'

const root = join(import.meta.dirname, '../..')
const redhook = join(root, 'bin/redhook')

/** A deployment as the API answers it; only what tests look at. */
export interface DeploymentJson {
  readonly id: number
  readonly app: string
  readonly status: string
  readonly reason?: string
  readonly commit?: string
  readonly project?: string
  readonly color?: string
  readonly attempts: number
  readonly plan?: {
    readonly action: string
    readonly reasons: readonly { rule: string; text: string }[]
    readonly services: readonly {
      service: string
      action: string
      reasons: readonly { rule: string; text: string; evidence?: string }[]
    }[]
    readonly orphans?: readonly string[]
    readonly warnings: readonly string[]
  }
  readonly outcome?: readonly { service: string; built?: string; container: string }[]
  readonly steps: readonly {
    readonly name: string
    readonly result: string
    readonly startedAt: string
    readonly durationMs?: number
  }[]
  readonly error?: {
    readonly code: string
    readonly message: string
    readonly hint: string
    readonly evidence?: readonly { log?: string[] }[]
  }
  readonly supersededBy?: number
  readonly startedAt?: string
  readonly finishedAt?: string
}

/** A machine of one test: remotes, checkouts, a registry, a Redhook process, and Compose projects that end with it. */
export interface Sandbox extends AsyncDisposable {
  readonly folder: string
  readonly secret: string
  readonly token: string
  /** A folder of the test's own. */
  path(...parts: string[]): string
  /** Words that must never show in a log, an answer or the store. */
  hide(secret: string): void
  /** A bare remote, a developer's clone and, unless `clone: false`, a checkout on the server. */
  repository(name: string, files: Files, options?: { checkout?: boolean; branch?: string }): Repository
  /** A port nobody else in this run gets. */
  freePort(): Promise<number>
  /** Writes the registry; the server notices by itself. */
  registry(repos: Record<string, unknown>, server?: Record<string, unknown>): void
  /** Starts `redhook serve`, or another program in its place, and waits until it listens. */
  start(options?: { env?: Record<string, string>; args?: string[]; program?: string }): Promise<Server>
  /** Speaks to a Redhook that runs elsewhere, with this sandbox's secret and token. */
  connect(url: string, output: () => string): Client
  /** Runs the command line to its end; what it says is looked at for secrets like everything else. */
  cli(args: readonly string[], options?: { env?: Record<string, string> }): Promise<Ended>
  /** Compose projects to take down at the end. */
  owns(...projects: string[]): void
  /** A name for an app that no other test has; its Compose projects, in every color, end with the test. */
  project(name: string): string
}

/** How a command ended, and what it said. */
export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export type Files = Readonly<Record<string, string>>

export interface Repository {
  readonly name: string
  readonly remote: string
  readonly clone: string
  readonly checkout: string
  /** Commits in the developer's clone and pushes; a value of `''` removes the file. Returns the commit. */
  push(files: Files, options?: { branch?: string; force?: boolean; message?: string }): string
  /** Commits in the developer's clone alone. Returns the commit. */
  commit(files: Files, message?: string): string
  git(...args: string[]): string
  inCheckout(...args: string[]): string
}

export interface Server {
  readonly url: string
  readonly pid: number
  readonly process: ChildProcess
  output(): string
  /** POSTs a signed push as GitHub would. */
  deliver(
    repository: Repository,
    push?: { branch?: string; after?: string; id?: string },
  ): Promise<{ status: number; body: Delivered }>
  api(path: string, init?: RequestInit): Promise<Response>
  deployment(id: number): Promise<DeploymentJson>
  deployments(app?: string): Promise<DeploymentJson[]>
  /** Waits until the deployment is finished and returns it. */
  settled(id: number, timeoutMs?: number): Promise<DeploymentJson>
  /** Waits for a deployment for which this holds. */
  until(id: number, holds: (deployment: DeploymentJson) => boolean, timeoutMs?: number): Promise<DeploymentJson>
  /** Pushes, delivers and waits: the usual path. */
  deploy(repository: Repository, files: Files, options?: { branch?: string }): Promise<DeploymentJson>
  /** The lines of a deployment's log, one below the other. */
  log(id: number): Promise<string>
  /** Waits until the process has printed this. */
  says(text: string | RegExp, timeoutMs?: number): Promise<void>
  /** Signals the process and waits for its end; `tree` ends its children with it. */
  stop(signal?: NodeJS.Signals, options?: { tree?: boolean }): Promise<number | null>
}

export interface Delivered {
  readonly status: string
  readonly reason?: string
  readonly delivery?: string
  readonly deployments?: readonly { id: number; app: string; url: string }[]
}

export async function openSandbox(): Promise<Sandbox> {
  buildTestImage()
  const folder = mkdtempSync(join(tmpdir(), 'redhook-e2e-'))
  const secret = randomBytes(24).toString('hex')
  const token = randomBytes(24).toString('hex')
  const hidden = new Set([secret, token])
  const projects = new Set<string>()
  const servers: Server[] = []
  const seen: string[] = []
  const path = (...parts: string[]) => join(folder, ...parts)
  const owns: Sandbox['owns'] = (...names) => {
    for (const name of names) projects.add(name)
  }
  return {
    folder,
    secret,
    token,
    path,
    hide: word => hidden.add(word),
    owns,
    project(name) {
      const unique = `${name}-${randomBytes(3).toString('hex')}`
      owns(`red${unique}`, `blue${unique}`)
      return unique
    },
    connect: (url, output) => createClient({ url, secret, token, seen, output }),
    async cli(args, { env = {} } = {}) {
      const ended = await runCli(args, folder, { ...environmentOf({ folder, secret, token }), ...env })
      seen.push(ended.stdout, ended.stderr)
      return ended
    },
    freePort,
    repository: (name, files, options) => createRepository(folder, name, files, options),
    registry: (repos, server) => {
      mkdirSync(path('config'), { recursive: true })
      writeFileSync(path('config/redhook.yml'), stringify({ server: { listen: '127.0.0.1:0', ...server }, repos }))
    },
    async start(options = {}) {
      const server = await startServer({ folder, secret, token, seen, ...options })
      servers.push(server)
      return server
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers) await server.stop('SIGKILL', { tree: true })
      const leaks = findLeaks(path('data'), hidden, [...seen, ...servers.map(server => server.output())])
      await Promise.all([...projects].map(takeDown))
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
      if (leaks.length > 0) throw new Error(`secrets leaked into: ${leaks.join(', ')}`)
    },
  }
}

const usedPorts = new Set<number>()

/** Below the range that the kernel takes for outgoing connections, which come and go. */
async function freePort(): Promise<number> {
  const port = randomInt(12_000, 32_000)
  if (usedPorts.has(port) || !(await isFree(port))) return freePort()
  usedPorts.add(port)
  return port
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer()
  const listens = await new Promise<boolean>(resolve => {
    probe.once('error', () => resolve(false))
    probe.listen(port, '0.0.0.0', () => resolve(true))
  })
  await new Promise(resolve => probe.close(resolve))
  return listens
}

const gitEnvironment = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada Dev',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada Dev',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
}

const gitIn = (cwd: string, args: readonly string[]): string =>
  execFileSync('git', args, { cwd, env: gitEnvironment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()

function createRepository(
  folder: string,
  name: string,
  files: Files,
  { checkout: wantsCheckout = true, branch = 'main' }: { checkout?: boolean; branch?: string } = {},
): Repository {
  const remote = join(folder, 'remotes', `${name}.git`)
  const clone = join(folder, 'clones', name)
  const checkout = join(folder, 'srv', name)
  for (const parent of [remote, clone, checkout]) mkdirSync(dirname(parent), { recursive: true })
  gitIn(folder, ['init', '-q', '--bare', '-b', branch, remote])
  gitIn(folder, ['init', '-q', '-b', branch, clone])
  gitIn(clone, ['remote', 'add', 'origin', remote])
  const repository: Repository = {
    name: `acme/${name}`,
    remote,
    clone,
    checkout,
    git: (...args) => gitIn(clone, args),
    inCheckout: (...args) => gitIn(checkout, args),
    commit(changes, message = 'change') {
      writeFiles(clone, changes)
      gitIn(clone, ['add', '-A'])
      gitIn(clone, ['commit', '-q', '--allow-empty', '-m', message])
      return gitIn(clone, ['rev-parse', 'HEAD'])
    },
    push(changes, { branch: target = branch, force = false, message } = {}) {
      const commit = repository.commit(changes, message)
      gitIn(clone, ['push', '-q', ...(force ? ['--force'] : []), 'origin', `HEAD:refs/heads/${target}`])
      return commit
    },
  }
  repository.push(files, { message: 'first' })
  if (wantsCheckout) gitIn(folder, ['clone', '-q', remote, checkout])
  return repository
}

export function writeFiles(folder: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name)
    if (content === '') rmSync(file, { force: true })
    else {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
    }
  }
}

interface StartOptions {
  readonly folder: string
  readonly secret: string
  readonly token: string
  readonly seen: string[]
  readonly env?: Record<string, string>
  readonly args?: string[]
  readonly program?: string
}

/** What Redhook is started with: its data and registry are those of the sandbox. */
const environmentOf = ({ folder, secret, token }: Pick<StartOptions, 'folder' | 'secret' | 'token'>) => ({
  PATH: process.env.PATH ?? '',
  HOME: folder,
  GITHUB_WEBHOOK_SECRET: secret,
  REDHOOK_TOKEN: token,
  REDHOOK_CONFIG: join(folder, 'config/redhook.yml'),
  REDHOOK_DATA: join(folder, 'data'),
})

async function runCli(args: readonly string[], cwd: string, env: Record<string, string>): Promise<Ended> {
  const child = spawn(redhook, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', chunk => (said.stdout += chunk))
  child.stderr.on('data', chunk => (said.stderr += chunk))
  const status = await new Promise<number | null>(resolve => child.once('close', resolve))
  return { status, ...said }
}

async function startServer({
  folder,
  secret,
  token,
  seen,
  env = {},
  args = [],
  program = redhook,
}: StartOptions): Promise<Server> {
  const child = spawn(program, ['serve', '--data', join(folder, 'data'), ...args], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environmentOf({ folder, secret, token }), ...env },
  })
  const { pid = 0 } = child
  let output = ''
  child.stdout?.on('data', chunk => (output += chunk))
  child.stderr?.on('data', chunk => (output += chunk))
  const exited = new Promise<number | null>(resolve => child.once('exit', code => resolve(code)))
  const url = await waitForUrl(child, () => output)
  return {
    ...createClient({ url, secret, token, seen, output: () => output }),
    pid,
    process: child,
    output: () => output,
    async says(text, timeoutMs = 60_000) {
      const end = Date.now() + timeoutMs
      while (!(typeof text === 'string' ? output.includes(text) : text.test(output))) {
        if (Date.now() > end) throw new Error(`Redhook did not print ${text}:\n${output}`)
        await sleep(20)
      }
    },
    async stop(signal = 'SIGTERM', { tree = false } = {}) {
      if (child.exitCode === null && child.signalCode === null) {
        if (tree) killTree(pid, signal)
        else child.kill(signal)
      }
      return exited
    },
  }
}

async function waitForUrl(child: ChildProcess, output: () => string): Promise<string> {
  for (let waited = 0; waited < 60_000; waited += 20) {
    const found = /"url":"(http[^"]+)"/.exec(output())
    if (found?.[1]) return found[1]
    if (child.exitCode !== null) break
    await sleep(20)
  }
  throw new Error(`Redhook did not start:\n${output()}`)
}

/**
 * Signals a process and everything below it, whatever group it is in; the process first, so that it sees no child end. It is held
 * meanwhile, since a child that it starts while we look would get away.
 */
export function killTree(pid: number, signal: NodeJS.Signals): void {
  tryToSignal(pid, 'SIGSTOP')
  const below = descendantsOf(pid)
  for (const member of [pid, ...below.map(child => child.pid)]) tryToSignal(member, signal)
  tryToSignal(pid, 'SIGCONT')
}

function tryToSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It was gone already.
  }
}

const execute = promisify(execFile)

async function takeDown(project: string): Promise<void> {
  await execute('docker', ['compose', '-p', project, 'down', '-v', '--rmi', 'local', '--remove-orphans', '-t', '1'])
  await removeVersions(project)
}

/**
 * The names under which Redhook keeps images of the project, and those it gave to a build that several services share: Compose knows
 * such an image by the service it was built for.
 */
async function removeVersions(project: string): Promise<void> {
  const { stdout } = await execute('docker', ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'])
  const names = stdout
    .split('\n')
    .filter(name => name.startsWith(`redhook/version:${project}.`) || name.startsWith(`${project}-`))
  // One that is just going is refused; what stays costs a little room.
  if (names.length > 0) await execute('docker', ['image', 'rm', '-f', ...names]).catch(() => undefined)
}

/** What a published port answers, or why it does not. */
export async function served(port: number, path = '/'): Promise<string> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(20_000) })
    return (await response.text()).trim()
  } catch (error) {
    return error instanceof Error ? `error: ${error.message}` : 'error'
  }
}

/** Asks until the port answers this text. */
export async function serves(port: number, text: string, timeoutMs = 60_000): Promise<void> {
  const end = Date.now() + timeoutMs
  let last = ''
  while (Date.now() < end) {
    last = await served(port)
    if (last === text) return
    await sleep(100)
  }
  throw new Error(`port ${port} answers ${JSON.stringify(last)} instead of ${JSON.stringify(text)}`)
}
