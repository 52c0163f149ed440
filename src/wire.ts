import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openPage } from './adapters/browser/open-page.ts'
import { createCopies } from './adapters/copies/copies.ts'
import { createDeploymentLogs } from './adapters/deployment-log/deployment-logs.ts'
import { createDisk } from './adapters/disk/disk.ts'
import { watchFile } from './adapters/disk/watch-file.ts'
import { createDocker } from './adapters/docker/client.ts'
import { createDirectCompose } from './adapters/docker/direct-compose.ts'
import { createProber } from './adapters/docker/prober.ts'
import { createRunningProjects } from './adapters/docker/running-projects.ts'
import { createGit } from './adapters/git/git.ts'
import { createLog, type OpenLog } from './adapters/log/log.ts'
import { createMetrics } from './adapters/metrics/create-metrics.ts'
import { createNotifier } from './adapters/notify/notifier.ts'
import { forgetChildren, openChildren } from './adapters/process/children.ts'
import { createProcesses } from './adapters/process/processes.ts'
import { createReleases } from './adapters/releases/releases.ts'
import { openDataLock } from './adapters/store/data-lock.ts'
import { openStore } from './adapters/store/store.ts'
import type { Env } from './config/env.ts'
import type { Config } from './config/load.ts'
import type { App } from './core/app.ts'
import { createClientRules, parseAddressSet } from './core/delivery/client-address.ts'
import { RedhookError } from './core/errors.ts'
import { createServer } from './http/server.ts'
import { countReceived } from './pipeline/count-received.ts'
import { createEvents } from './pipeline/create-events.ts'
import { createHouse } from './pipeline/create-house.ts'
import { usualBranch } from './pipeline/detour-history.ts'
import { startHolding } from './pipeline/holding.ts'
import { checkHealth } from './pipeline/house-health.ts'
import type { Clock } from './pipeline/ports/clock.ts'
import type { Git } from './pipeline/ports/git.ts'
import type { Processes } from './pipeline/ports/processes.ts'
import type { Store } from './pipeline/ports/store.ts'
import { previewPlan } from './pipeline/preview.ts'
import { checkReadiness } from './pipeline/readiness.ts'
import { createAppIndexCache, createReceive } from './pipeline/receive.ts'
import { recover } from './pipeline/recover.ts'
import { createRegistry, type Registry } from './pipeline/registry.ts'
import { tellChange } from './pipeline/registry-change.ts'
import { runDeployment } from './pipeline/run-deployment.ts'
import { createSlots } from './pipeline/slots.ts'
import { startSweeper } from './pipeline/sweeper.ts'
import { diskView, resolveTarget } from './pipeline/target.ts'
import { startTelling } from './pipeline/telling.ts'
import { startWorker, type Worker } from './pipeline/worker.ts'

export interface RedhookOptions {
  readonly env: Env
  readonly version: string
  /** The folder this version runs from. */
  readonly releaseFolder: string
  readonly cwd: string
  /** Whether systemd starts Redhook again when it leaves. */
  readonly isSupervised: boolean
  readonly isTerminal: boolean
  /** Reads the registry anew. @throws RedhookError */
  load(): Config
  /** Calls back on SIGHUP, until disposed. */
  onHangup(callback: () => void): Disposable
}

/** A running step may take this long to finish once Redhook is asked to stop. */
const stopGraceMs = 20_000

/** The clock of this machine. */
const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}),
}

/** Opens the house from the ground up, serves until the signal aborts, and closes it in reverse. */
export async function serveRedhook(options: RedhookOptions, signal: AbortSignal): Promise<void> {
  const config = options.load()
  requireSecret(config, options.env)
  const restart = new AbortController()
  const end = AbortSignal.any([signal, restart.signal])
  const { dataDir, address, port } = config.server
  using _lock = openDataLock(dataDir)
  await using store = openStore(dataDir, { clock: systemClock })
  const secrets = { current: config.secrets }
  const log = createLog({ ...config.server.log, pretty: options.isTerminal, secrets: () => secrets.current })
  const children = openChildren(join(dataDir, 'children'))
  for (const survivor of await children.endSurvivors())
    log.warn({ ...survivor }, 'ended what the last Redhook left running')
  const adapters = createAdapters(config, options, {
    processes: createProcesses(children),
    secrets: () => secrets.current,
    inputKey: () => store.inputKey(),
  })
  adapters.copies.clear()
  let loadedAt = systemClock.now()
  const registry = openRegistry({
    config,
    options,
    store,
    log,
    git: adapters.git,
    onSecrets: found => {
      secrets.current = found
      loadedAt = systemClock.now()
    },
  })
  recover({ store, clock: systemClock, log, findApp: registry.find, releaseFolder: options.releaseFolder })
  store.followRegistry(lanesOf(registry.current().apps), systemClock.now())

  const ports = { ...adapters, store, clock: systemClock, log, apps: () => registry.current().apps }
  await using telling = startTelling({
    ...ports,
    findApp: registry.find,
    settings: () => tellingSettings(registry.config()),
    secrets: () => secrets.current,
  })
  let wake = (): void => undefined
  using holding = startHolding({
    ...ports,
    registry: registry.current,
    wake: () => wake(),
    onLockEnded: telling.unlocked,
  })
  const { held, detours } = holding
  const slots = createSlots(config.server.concurrency)
  const runPorts = {
    ...ports,
    slots,
    endDetour: detours.leave,
    dataDir,
    secrets: () => secrets.current,
    buildCacheBytes: () => registry.config().server.buildCacheBytes,
    own: {
      configFile: config.file,
      cwd: options.cwd,
      environment: options.env.ownEnvironment(),
      isSupervised: options.isSupervised,
      restart: () => restart.abort(),
    },
  }
  let cancelInWorker: Worker['cancel'] = () => undefined
  const appIndex = createAppIndexCache(held.current, () => registry.config().repositorySecrets)
  const readiness = () => checkReadiness(ports)
  const healthPorts = {
    ...ports,
    dataDir,
    readiness,
    startedAt: systemClock.now(),
    registry: () => describeRegistry(registry, loadedAt),
  }
  const house = createHouse({
    ...ports,
    ...{ version: options.version, apps: () => held.current().apps, appIndex, readiness, detours },
    ...{ onLocks: holding.onLocks, tellLocks: telling, wake: () => wake() },
    cancelInWorker: (id, error) => cancelInWorker(id, error),
    preview: (app, request) => previewPlan(app, request, ports),
    health: () => checkHealth(healthPorts),
  })
  const events = createEvents({ ...ports, version: options.version })
  const metrics = createMetrics({
    ...ports,
    ...{ version: options.version, dataDir, streams: events.count },
    apps: () => registry.current().apps.length,
  })
  const receive = createReceive({
    apps: appIndex,
    secrets: () => webhookSecrets(options.env),
    record: (delivery, verdict) => store.record(delivery, verdict),
    clock: systemClock,
    log,
    wake: () => wake(),
  })
  using _hangup = options.onHangup(() => {
    log.reopen()
    registry.reload()
  })
  using _watch = watchFile(config.file, registry.reload)
  using _sweeper = startSweeper({ ...ports, keep: () => registry.config().server.keep })
  await using server = await createServer(
    {
      ...{
        house,
        events,
        metrics,
        receive: countReceived(receive, metrics),
        log,
        clock: systemClock,
        answers: store,
        testChannels: telling.test,
      },
      ...{
        token: () => options.env.token,
        settings: hookSettings(registry),
        access: { store, settings: accessSettings(registry) },
      },
    },
    { address: { host: address, port }, socketPath: join(dataDir, 'redhook.sock') },
  )
  const worker = startWorker({
    ...ports,
    findApp: held.find,
    run: (deployment, app, signals) => runDeployment(runPorts, deployment, app, signals),
  })
  wake = worker.wake
  cancelInWorker = worker.cancel
  log.info(
    { url: formatUrl(address, server.port), apps: registry.current().apps.length, version: options.version },
    'listening',
  )
  for (const warning of config.warnings) log.warn({ warning }, 'the registry is worth a look')
  await aborted(end)
  log.info({}, 'stopping: running steps finish, the rest stays queued')
  await Promise.all([server[Symbol.asyncDispose](), worker.stop(stopGraceMs)])
  await telling[Symbol.asyncDispose]()
  log.info({}, 'stopped')
  await log.close()
}

interface AdapterParts {
  readonly processes: Processes
  readonly secrets: () => Iterable<string>
  readonly inputKey: () => Buffer
}

function createAdapters(config: Config, { env }: RedhookOptions, { processes, secrets, inputKey }: AdapterParts) {
  const { dataDir } = config.server
  const environment = env.childEnvironment()
  return {
    processes,
    environment,
    git: createGit({ processes, environment: env.gitEnvironment(), knownHostsFile: join(dataDir, 'known_hosts') }),
    docker: createDocker({ processes: createDirectCompose(processes, environment), environment, inputKey }),
    prober: createProber(),
    disk: createDisk(),
    copies: createCopies(dataDir),
    logs: createDeploymentLogs(dataDir, secrets),
    releases: createReleases(dataDir),
    notifier: createNotifier(),
  }
}

interface RegistryParts {
  readonly config: Config
  readonly options: RedhookOptions
  readonly store: Store
  readonly log: OpenLog
  readonly git: Git
  onSecrets(secrets: readonly string[]): void
}

function openRegistry({ config, options, store, log, git, onSecrets }: RegistryParts): Registry<Config> {
  return createRegistry<Config>(config, {
    log,
    load: options.load,
    resolveBranch: async app =>
      usualBranch(app.name, await git.currentBranch(app.path), store) ?? (await git.defaultBranch(app)),
    onChange(change) {
      onSecrets([...change.now.secrets, ...change.before.secrets])
      for (const { id, app } of store.followRegistry(lanesOf(change.now.apps), systemClock.now())) {
        log.warn({ app, deployment: id }, 'cancelled: its app left the registry')
      }
      tellChange(change, { store, log })
    },
  })
}

/** The registry as `health` tells of it. */
const describeRegistry = (registry: Registry<Config>, loadedAt: number) => ({
  file: registry.config().file,
  loadedAt,
  apps: registry.current().apps.length,
  warnings: registry.config().warnings,
  problems: registry.problem()?.message.split('\n') ?? [],
})

const lanesOf = (apps: Config['apps']) => apps.map(({ name, lane }) => ({ app: name, lane }))

const hookSettings = (registry: Registry<Config>) => settingsOf(registry, toHookSettings)
const accessSettings = (registry: Registry<Config>) => settingsOf(registry, toAccessSettings)

/** Settings of a door, made anew only when the registry was. */
function settingsOf<T extends object>(registry: Registry<Config>, make: (config: Config) => T): () => T {
  let of: Config | undefined
  let made: T | undefined
  return () => {
    const config = registry.config()
    if (made === undefined || of !== config) made = make(config)
    of = config
    return made
  }
}

const toAccessSettings = ({ server: { access, trustedProxies, publicUrl } }: Config) => ({
  ...access,
  trustedProxies: parseAddressSet(trustedProxies),
  ...(publicUrl === undefined ? {} : { publicUrl }),
})

const toHookSettings = ({ server, repositorySecrets }: Config) => ({
  hasOwnSecret: (repository: string) => repositorySecrets.has(repository.toLowerCase()),
  webhookPath: server.webhookPath,
  replies: server.replies,
  client: createClientRules(server.allowFrom, server.trustedProxies),
  ...(server.publicUrl === undefined ? {} : { publicUrl: server.publicUrl }),
})

const tellingSettings = ({ channels, server: { notifyPrivate, publicUrl } }: Config) => ({
  channels,
  notifyPrivate,
  ...(publicUrl === undefined ? {} : { publicUrl }),
})

const webhookSecrets = ({ webhookSecret, previousWebhookSecret }: Env): string[] =>
  [webhookSecret, previousWebhookSecret].filter(secret => secret !== undefined)

function requireSecret({ apps, repositorySecrets }: Config, { webhookSecret }: Env): void {
  if (webhookSecret !== undefined) return
  if (apps.length > 0 && apps.every(({ repository }) => repositorySecrets.has(repository.toLowerCase()))) return
  throw new RedhookError('There is no webhook secret: GITHUB_WEBHOOK_SECRET is not set', {
    code: 'SECRET_MISSING',
    hint: 'Make one with `redhook secret`, put GITHUB_WEBHOOK_SECRET=… into .env, and give GitHub the same.',
  })
}

const formatUrl = (address: string, port: number): string =>
  `http://${address.includes(':') ? `[${address}]` : address}:${port}`

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** What \`redhook check\` looks at the machine with. */
export function openCheckPorts(config: Config, env: Env) {
  const processes = createProcesses(forgetChildren)
  const environment = env.childEnvironment()
  const disk = createDisk()
  // What is hashed here is compared with nothing.
  const inputKey = () => Buffer.alloc(32)
  return {
    processes,
    childEnvironment: environment,
    docker: createDocker({ processes: createDirectCompose(processes, environment), environment, inputKey }),
    git: createGit({
      processes,
      environment: env.gitEnvironment(),
      knownHostsFile: join(config.server.dataDir, 'known_hosts'),
    }),
    resolveTarget: (app: App) => resolveTarget(app, diskView(app, disk)),
    async [Symbol.asyncDispose]() {
      // Nothing of it stays open; the port leaves room for what would.
    },
  }
}

/** What `redhook init` looks at the machine with. */
export function openInitPorts(env: Env) {
  const processes = createProcesses(forgetChildren)
  const mountInfo = () => readFile('/proc/self/mountinfo', 'utf8').catch(() => '')
  return {
    runningProjects: createRunningProjects(processes, env.childEnvironment(), mountInfo),
    // No remote is spoken to, and so no host key is looked up.
    git: createGit({ processes, environment: env.gitEnvironment(), knownHostsFile: '/dev/null' }),
    disk: createDisk(),
  }
}

/** Shows a page in the browser of this desktop; false where there is none. */
export const openPageHere = (url: string, env: Env): Promise<boolean> => openPage(url, env.lookup, process.platform)
