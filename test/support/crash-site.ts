import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Gate, openGate } from './gate.ts'
import { startGitHttpServer } from './git-http.ts'
import { containersOf, type LiveApp, openLiveApp } from './live-app.ts'
import { descendantsOf, type ProcessId } from './process-tree.ts'
import { dockerfile, hostService } from './sample-app.ts'
import type { Server } from './sandbox.ts'

/** The steps of a deployment, in order. */
export const steps = ['sync', 'plan', 'build', 'before', 'up', 'verify', 'after', 'report'] as const
export type Step = (typeof steps)[number]

/** A live app of which every step can be held, by real means, until it is let go. */
export interface CrashSite extends AsyncDisposable {
  readonly live: LiveApp
  /** The Redhook that runs now. */
  server(): Server
  /** Pushes a version whose deployment stays in this step; returns the deployment once it is there, at work. */
  deployInto(step: Step, page: string): Promise<number>
  /** Waits until the deployment is in the step, at work. */
  reached(id: number, step: Step): Promise<void>
  /** Kills the server, alone or with everything below it; returns what it had running. */
  kill(options: { tree: boolean }): Promise<ProcessId[]>
  /** Starts the next Redhook; what is held stays held. */
  restart(): Promise<Server>
  letGo(): void
}

/** What holds a step, and what lets it go. */
interface Hold {
  hold(): void
  letGo(): void
}

export async function openCrashSite(): Promise<CrashSite> {
  const engine = await openGate({ path: '/var/run/docker.sock' })
  const env = { DOCKER_HOST: `tcp://127.0.0.1:${engine.port}` }
  const live = await openLiveApp({
    env,
    settings: ({ box }) => ({
      build: { triggers: ['Dockerfile'] },
      before: [['sh', '-c', whileHeld(box.path('hold/before'))]],
      after: [['sh', '-c', whileHeld(box.path('hold/after'))]],
    }),
    files: ({ box, port }) => ({ 'docker-compose.prod.yml': holdable(port, box.path('hold')) }),
  })
  const remotes = await startGitHttpServer(live.box.path('remotes'))
  const remote = await openGate({ port: remotes.port, host: '127.0.0.1' })
  live.repository.inCheckout('remote', 'set-url', 'origin', `http://127.0.0.1:${remote.port}/app.git`)
  const holds = holdsOf(live, { engine, remote })
  let server = live.server
  const reached = async (id: number, step: Step) => {
    await server.until(id, ({ steps }) => steps.at(-1)?.name === step && steps.at(-1)?.result === 'running')
    await atWork(step, server, live)
  }
  return {
    live,
    server: () => server,
    reached,
    async deployInto(step, page) {
      // The sync would clear a lock that is there too early.
      holds[step === 'report' ? 'after' : step].hold()
      const after = live.repository.push({ 'page.txt': page, Dockerfile: dockerfile(slowness(step, page)) })
      const { body } = await server.deliver(live.repository, { after })
      const id = body.deployments?.[0]?.id ?? 0
      if (step === 'report') {
        await reached(id, 'after')
        holds.report.hold()
        holds.after.letGo()
      }
      await reached(id, step)
      return id
    },
    async kill({ tree }) {
      const children = descendantsOf(server.pid)
      await server.stop('SIGKILL', { tree })
      return children
    },
    async restart() {
      server = await live.box.start({ env })
      return server
    },
    letGo() {
      for (const { letGo } of Object.values(holds)) letGo()
    },
    async [Symbol.asyncDispose]() {
      for (const { letGo } of Object.values(holds)) letGo()
      await live[Symbol.asyncDispose]()
      for (const thing of [remote, remotes, engine]) await thing[Symbol.asyncDispose]()
    },
  }
}

/** A shell line that ends once the file is gone. */
const whileHeld = (file: string) => `while [ -e ${file} ]; do sleep 0.1; done`

/** Only the build is slow by itself: its commands see nothing of this machine. */
/** The engine may remember the builds of an earlier run: these are new to it. */
const thisRun = randomUUID()

const slowness = (step: Step, page: string) =>
  step === 'build' ? `RUN sleep 3 && echo ${page} ${thisRun}` : `RUN echo ${page}`

/** A web server that takes its time to stop, and to be healthy, while it is held. */
const holdable = (port: number, hold: string) =>
  JSON.stringify({
    services: {
      web: hostService(port, {
        stop_grace_period: '20s',
        volumes: [`${hold}:/hold`],
        command: ['sh', '-c', `trap '${whileHeld('/hold/up')}; exit 0' TERM; httpd -f -p $$LISTEN -h /www & wait`],
        healthcheck: { test: ['CMD', 'test', '!', '-e', '/hold/verify'], interval: '1s', retries: 60 },
      }),
    },
  })

function holdsOf({ box, repository, project }: LiveApp, gates: { engine: Gate; remote: Gate }): Record<Step, Hold> {
  const byGate = (gate: Gate): Hold => ({ hold: gate.shut, letGo: gate.open })
  const byFile = (file: string): Hold => ({
    hold: () => {
      mkdirSync(join(file, '..'), { recursive: true })
      writeFileSync(file, '')
    },
    letGo: () => rmSync(file, { force: true }),
  })
  // git waits this long for somebody else's lock, which is never taken away here: the next sync has to see that it is dead.
  repository.inCheckout('config', 'core.filesRefLockTimeout', '60000')
  const lock = byFile(join(repository.checkout, `.git/refs/redhook/${project}/base.lock`))
  return {
    sync: byGate(gates.remote),
    plan: byGate(gates.engine),
    build: { hold: () => undefined, letGo: () => undefined },
    before: byFile(box.path('hold/before')),
    up: byFile(box.path('hold/up')),
    verify: byFile(box.path('hold/verify')),
    after: byFile(box.path('hold/after')),
    report: { hold: lock.hold, letGo: () => undefined },
  }
}

/** In `up`, the replacement is there under its passing name, while the old container does not stop; elsewhere, a child is at work. */
async function atWork(step: Step, server: Server, { project }: LiveApp): Promise<void> {
  const isAtWork = () => {
    if (step === 'up') return containersOf(project).length === 2
    return step === 'verify' || descendantsOf(server.pid).length > 0
  }
  for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 50) {
    if (isAtWork()) return
    await sleep(50)
  }
  throw new Error(`nothing works in the step ${step}:\n${server.output()}`)
}
