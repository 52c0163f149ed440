import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { stringify } from 'yaml'
import { createDisk } from '../../src/adapters/disk/disk.ts'
import { createDocker } from '../../src/adapters/docker/client.ts'
import { createProber } from '../../src/adapters/docker/prober.ts'
import { openChildren } from '../../src/adapters/process/children.ts'
import { createProcesses } from '../../src/adapters/process/processes.ts'
import type { App } from '../../src/core/app.ts'
import type { Target } from '../../src/core/target.ts'
import type { Clock } from '../../src/pipeline/ports/clock.ts'
import type { Disk } from '../../src/pipeline/ports/disk.ts'
import type { Docker } from '../../src/pipeline/ports/docker.ts'
import type { Prober } from '../../src/pipeline/ports/prober.ts'
import type { Processes } from '../../src/pipeline/ports/processes.ts'
import type { StepContext } from '../../src/pipeline/step-context.ts'
import { diskView, resolveTarget } from '../../src/pipeline/target.ts'
import { testApp } from './app-samples.ts'
import { buildTestImage } from './docker-images.ts'

/** An app on the real engine: its folder, its ports, and everything it starts is gone when it is disposed. */
export interface DockerProject extends AsyncDisposable {
  readonly app: App
  readonly folder: string
  readonly ports: TestPorts
  /** What a step wrote: Redhook's own lines and those of children. */
  readonly lines: string[]
  readonly context: StepContext
  write(files: Readonly<Record<string, string>>): void
  /** Writes `docker-compose.prod.yml` with these services. */
  services(services: Readonly<Record<string, unknown>>): void
  target(settings?: Partial<App>): Promise<Target>
  contextWith(signal: AbortSignal): StepContext
}

export interface TestPorts {
  readonly docker: Docker
  readonly disk: Disk
  readonly processes: Processes
  readonly prober: Prober
  readonly clock: Clock
  readonly environment: Readonly<Record<string, string>>
  apps(): readonly App[]
}

const timeouts = { syncMs: 60_000, buildMs: 60_000, upMs: 60_000, beforeMs: 60_000, afterMs: 60_000 }

/** An app in this folder, with time enough for a busy machine. */
const appIn = (path: string, name: string): App =>
  testApp({ name, repository: `acme/${name}`, path, health: { timeoutMs: 20_000 }, timeouts })

/** Opens an app with a name nobody else has. `environment` replaces the minimal one of child processes. */
export function openDockerProject(environment: Readonly<Record<string, string>> = minimalEnvironment()): DockerProject {
  buildTestImage()
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'redhook-docker-')))
  const app = appIn(folder, `t${randomBytes(4).toString('hex')}`)
  const ports = testPorts(folder, environment, app)
  const lines: string[] = []
  const contextWith = (signal: AbortSignal): StepContext => ({
    signal,
    timeoutMs: 60_000,
    note: text => lines.push(text),
    output: text => lines.push(text),
  })
  const write: DockerProject['write'] = files => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), content)
    }
  }
  return {
    app,
    folder,
    ports,
    lines,
    context: contextWith(new AbortController().signal),
    contextWith,
    write,
    services: services => write({ 'docker-compose.prod.yml': stringify({ services }) }),
    target: settings => resolveTarget({ ...app, ...settings }, diskView(app, ports.disk)),
    async [Symbol.asyncDispose]() {
      for (const color of ['red', 'blue', '']) takeDown(`${color}${app.name}`)
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
      rmSync(`${folder}-children`, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

export const minimalEnvironment = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '/',
  ...(process.env.DOCKER_HOST === undefined ? {} : { DOCKER_HOST: process.env.DOCKER_HOST }),
})

function testPorts(folder: string, environment: Readonly<Record<string, string>>, app: App): TestPorts {
  const processes = createProcesses(openChildren(`${folder}-children`))
  return {
    processes,
    environment,
    docker: createDocker({ processes, environment, inputKey: () => Buffer.from('a key of a test') }),
    disk: createDisk(),
    prober: createProber(),
    clock: {
      now: Date.now,
      monotonic: () => performance.now(),
      sleep: (ms, signal) => sleep(ms, undefined, { ...(signal ? { signal } : {}) }),
    },
    apps: () => [app],
  }
}

/** Ends a Compose project with its volumes and the images it built; nothing happens if there is none. */
export function takeDown(project: string): void {
  const down = ['compose', '-p', project, 'down', '-v', '--rmi', 'local', '--remove-orphans', '-t', '1']
  execFileSync('docker', down, { stdio: 'ignore' })
  const untagged = ['image', 'prune', '-f', '--filter', `label=com.docker.compose.project=${project}`]
  // The engine prunes one at a time and refuses the others; what stays costs a little room.
  spawnSync('docker', untagged, { stdio: 'ignore' })
}

/** The output of the docker command line. */
export const docker = (...args: string[]): string =>
  execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()

/** A TCP port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
