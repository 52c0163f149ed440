import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { githubApiUrl, openPublishedAddresses } from './adapters/addresses/published-addresses.ts'
import { openPage } from './adapters/browser/open-page.ts'
import { createCopies } from './adapters/copies/copies.ts'
import { createDeploymentLogs } from './adapters/deployment-log/deployment-logs.ts'
import { createDisk } from './adapters/disk/disk.ts'
import { createPreviewFolders } from './adapters/disk/preview-folders.ts'
import { watchFile } from './adapters/disk/watch-file.ts'
import { createCheckBoxes } from './adapters/docker/check-boxes.ts'
import { createDocker } from './adapters/docker/client.ts'
import { createDirectCompose } from './adapters/docker/direct-compose.ts'
import { createPreviewEngine } from './adapters/docker/preview-engine.ts'
import { createProber } from './adapters/docker/prober.ts'
import { createRunningProjects } from './adapters/docker/running-projects.ts'
import { createGit } from './adapters/git/git.ts'
import { createLog, type OpenLog } from './adapters/log/log.ts'
import { createMetrics } from './adapters/metrics/create-metrics.ts'
import { createNotifier } from './adapters/notify/notifier.ts'
import { forgetChildren, openChildren } from './adapters/process/children.ts'
import { createProcesses } from './adapters/process/processes.ts'
import { createProviderApi } from './adapters/providers/provider-api.ts'
import { createReleases } from './adapters/releases/releases.ts'
import { openDataLock } from './adapters/store/data-lock.ts'
import { openStore } from './adapters/store/store.ts'
import { parseCheckSpec } from './config/check-spec.ts'
import type { Env } from './config/env.ts'
import type { Config } from './config/load.ts'
import { requireSecrets, webhookSecretsOf } from './config/webhook-secrets.ts'
import type { App } from './core/app.ts'
import { type AddressSet, createClientRules, parseAddressSet } from './core/delivery/client-address.ts'
import { providers } from './core/delivery/providers.ts'
import type { ProviderName } from './core/provider.ts'
import { createServer } from './http/server.ts'
import { startPullRequestChecks } from './pipeline/checks/pull-request-checks.ts'
import { countReceived } from './pipeline/count-received.ts'
import { createEvents } from './pipeline/create-events.ts'
import { createHouse } from './pipeline/create-house.ts'
import { usualBranch } from './pipeline/detour-history.ts'
import { startHolding } from './pipeline/holding.ts'
import { checkHealth } from './pipeline/house-health.ts'
import { startWatchingDeliveries } from './pipeline/lost-deliveries/watch-deliveries.ts'
import { startWatchingRemotes } from './pipeline/polling/watch-remotes.ts'
import type { Clock } from './pipeline/ports/clock.ts'
import type { Git } from './pipeline/ports/git.ts'
import type { Processes } from './pipeline/ports/processes.ts'
import type { ProviderApi } from './pipeline/ports/provider-api.ts'
import type { Store } from './pipeline/ports/store.ts'
import { previewPlan } from './pipeline/preview.ts'
import { previewPlaces } from './pipeline/previews/preview-places.ts'
import { createPreviewRuns } from './pipeline/previews/preview-runs.ts'
import { startPreviews } from './pipeline/previews/previews.ts'
import { createPreviewsDoor } from './pipeline/previews/previews-door.ts'
import { createRoster } from './pipeline/previews/roster.ts'
import { checkReadiness } from './pipeline/readiness.ts'
import { createAppIndexCache } from './pipeline/receive.ts'
import { startReceiving } from './pipeline/receiving.ts'
import { recover } from './pipeline/recover.ts'
import { createRegistry, type Registry } from './pipeline/registry.ts'
import { tellChange } from './pipeline/registry-change.ts'
import { createRefusals } from './pipeline/reporting/refusals.ts'
import { startReporting } from './pipeline/reporting/reporting.ts'
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
  requireSecrets(config, options.env)
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
  let providerSettings = () => config.providers
  const forges = createProviderApi({ settings: () => providerSettings(), remoteIds: store })
  const adapters = createAdapters(config, options, {
    processes: createProcesses(children),
    credentials: forges.credentials,
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
    onApps: apps => {
      previews.onRegistry()
      return roster.withPreviews(apps)
    },
    onSecrets: found => {
      secrets.current = found
      loadedAt = systemClock.now()
    },
  })
  providerSettings = () => registry.config().providers
  const publicUrl = () => registry.config().server.publicUrl
  const places = previewPlaces(dataDir, store.inputKey())
  const roster = createRoster({ store, registry: registry.current, ...places, publicUrl })
  recover({ store, clock: systemClock, log, findApp: roster.find, releaseFolder: options.releaseFolder })
  store.followRegistry(lanesOf(roster.current().apps), systemClock.now())

  const refusals = createRefusals(systemClock)
  const ports = { ...adapters, store, forges, refusals, clock: systemClock, log, apps: () => roster.current().apps }
  await using telling = startTelling({
    ...ports,
    findApp: roster.find,
    settings: () => tellingSettings(registry.config()),
    secrets: () => secrets.current,
  })
  let wake = (): void => undefined
  using holding = startHolding({
    ...ports,
    registry: roster.current,
    wake: () => wake(),
    onLockEnded: telling.unlocked,
  })
  const { held, detours } = holding
  using reporting = startReporting({
    ...{ ...ports, publicUrl, secrets: () => secrets.current, wake: telling.wake },
    ...{ apps: () => held.current().apps, findApp: held.find },
  })
  const slots = createSlots(config.server.concurrency)
  const runPorts = {
    ...ports,
    slots,
    endDetour: detours.leave,
    dataDir,
    secrets: () => secrets.current,
    previews: createPreviewRuns({ ...ports, ...places, findApp: registry.find }),
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
  using addresses = openPublishedAddresses({
    ...{
      ...ports,
      dataDir,
      random: Math.random,
      apiUrl: () => registry.config().providers.github.apiUrl ?? githubApiUrl,
    },
    isWanted: () => registry.config().server.allowFrom.includes('github'),
  })
  const healthPorts = {
    ...ports,
    dataDir,
    readiness,
    startedAt: systemClock.now(),
    registry: () => describeRegistry(registry, loadedAt, receiving.renamed()),
    watch: { seen: () => watch.seen(), counts: () => watch.counts() },
    addresses: addresses.state,
  }
  await using checks = startPullRequestChecks({
    ...ports,
    ...{ parseSpec: parseCheckSpec, logs: ports.checkLogs, findApp: held.find, secrets: () => secrets.current },
    ...{ providers: forges, tell: reporting.tell, publicUrl },
    preview: (app, request) => previewPlan(app, request, ports),
  })
  await using previews = startPreviews({
    ...ports,
    ...{ ...places, dataDir, roster, providers: forges, publicUrl, settled: registry.settled },
    ...{ tellForge: reporting.tell, retire: reporting.retire },
    ...{ onRoster: held.refresh, wake: () => wake(), cancelInWorker: (id, error) => cancelInWorker(id, error) },
  })
  await using receiving = startReceiving({
    ...ports,
    ...{ providers, apps: appIndex, wake: () => wake(), ...receivingSettings(registry, options.env) },
    pullRequests: { ...checks.pullRequests, previews: previews.handlePullRequest },
    forgetInstallations: forges.forgetInstallations,
  })
  const house = createHouse({
    ...ports,
    ...{ ...receiving, ownApp: ownAppOf(registry) },
    ...{ version: options.version, apps: () => held.current().apps, appIndex, readiness, detours },
    ...{ onLocks: holding.onLocks, tellLocks: telling, wake: () => wake(), checks: checks.door },
    ...{ previews: createPreviewsDoor({ store, roster, previews }) },
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
  await using watch = startWatchingRemotes({
    ...ports,
    ...{ metrics, registry: held.current, wake: () => wake(), random: Math.random },
  })
  await using _deliveries = startWatchingDeliveries({
    ...ports,
    ...{ providers: forges, random: Math.random, settings: hookSettings(registry, addresses) },
  })
  using _hangup = options.onHangup(() => {
    log.reopen()
    registry.reload()
  })
  using _watch = watchFile(config.file, registry.reload)
  using _sweeper = startSweeper({ ...ports, sweepChecks: checks.sweep, keep: () => registry.config().server.keep })
  await using server = await createServer(
    {
      ...{
        house,
        events,
        metrics,
        receive: countReceived(receiving.receive, metrics),
        log,
        clock: systemClock,
        answers: store,
        testChannels: telling.test,
      },
      ...{
        token: () => options.env.token,
        settings: hookSettings(registry, addresses),
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
  await Promise.all([
    server[Symbol.asyncDispose](),
    worker.stop(stopGraceMs),
    checks[Symbol.asyncDispose](),
    previews[Symbol.asyncDispose](),
  ])
  await telling[Symbol.asyncDispose]()
  log.info({}, 'stopped')
  await log.close()
}

interface AdapterParts {
  readonly processes: Processes
  readonly secrets: () => Iterable<string>
  readonly inputKey: () => Buffer
  readonly credentials: ProviderApi['credentials']
}

function createAdapters(
  config: Config,
  { env }: RedhookOptions,
  { processes, secrets, inputKey, credentials }: AdapterParts,
) {
  const { dataDir } = config.server
  const environment = env.childEnvironment()
  return {
    processes,
    environment,
    git: createGit({
      ...{ processes, credentials, environment: env.gitEnvironment() },
      knownHostsFile: join(dataDir, 'known_hosts'),
    }),
    docker: createDocker({ processes: createDirectCompose(processes, environment), environment, inputKey }),
    engine: createPreviewEngine({ processes: createDirectCompose(processes, environment), environment }),
    folders: createPreviewFolders(),
    prober: createProber(),
    disk: createDisk(),
    copies: createCopies(dataDir),
    logs: createDeploymentLogs(dataDir, secrets),
    checkLogs: createDeploymentLogs(join(dataDir, 'checks'), secrets),
    boxes: createCheckBoxes({ processes, environment, dataDir }),
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
  /** A new registry is in force: its apps, with those of previews. */
  onApps(apps: Config['apps']): readonly App[]
  onSecrets(secrets: readonly string[]): void
}

function openRegistry({ config, options, store, log, git, onApps, onSecrets }: RegistryParts): Registry<Config> {
  return createRegistry<Config>(config, {
    log,
    load: options.load,
    resolveBranch: async app =>
      usualBranch(app.name, await git.currentBranch(app.path), store) ?? (await git.defaultBranch(app)),
    onChange(change) {
      onSecrets([...change.now.secrets, ...change.before.secrets])
      for (const { id, app } of store.followRegistry(lanesOf(onApps(change.now.apps)), systemClock.now())) {
        log.warn({ app, deployment: id }, 'cancelled: its app left the registry')
      }
      tellChange(change, { store, log })
    },
  })
}

/** The registry as `health` tells of it. */
const describeRegistry = (registry: Registry<Config>, loadedAt: number, renamed: readonly string[]) => ({
  file: registry.config().file,
  loadedAt,
  apps: registry.current().apps.length,
  warnings: [...registry.config().warnings, ...renamed],
  problems: registry.problem()?.message.split('\n') ?? [],
})

const lanesOf = (apps: readonly App[]) => apps.map(({ name, lane }) => ({ app: name, lane }))

const hookSettings = (registry: Registry<Config>, github: AddressSet) =>
  settingsOf(registry, config => toHookSettings(config, github))
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

const toHookSettings = ({ server, repositorySecrets }: Config, github: AddressSet) => ({
  hasOwnSecret: (repository: string) => repositorySecrets.has(repository.toLowerCase()),
  webhookPath: server.webhookPath,
  replies: server.replies,
  client: createClientRules(server.allowFrom, server.trustedProxies, { github }),
  ...(server.publicUrl === undefined ? {} : { publicUrl: server.publicUrl }),
})

const tellingSettings = ({ channels, server: { notifyPrivate, publicUrl } }: Config) => ({
  channels,
  notifyPrivate,
  ...(publicUrl === undefined ? {} : { publicUrl }),
})

/** What of the settings proves a delivery, or shows it to be Redhook's own echo. */
function receivingSettings(registry: Registry<Config>, env: Env) {
  const secrets = settingsOf(registry, config => webhookSecretsOf(config, env))
  return { secrets: (provider: ProviderName) => secrets().get(provider) ?? [], ownApp: ownAppOf(registry) }
}

const ownAppOf = (registry: Registry<Config>) => (provider: ProviderName) =>
  registry.config().providers[provider].app?.id

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
  // Nothing is told to a forge from here.
  const remoteIds = { remoteId: () => undefined, rememberRemoteId: () => undefined }
  const { credentials } = createProviderApi({ settings: () => config.providers, remoteIds })
  return {
    processes,
    childEnvironment: environment,
    docker: createDocker({ processes: createDirectCompose(processes, environment), environment, inputKey }),
    git: createGit({
      ...{ processes, credentials },
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

/** What `redhook add` and `redhook remove` reach forges, hosts and keys with. */
export async function openSetupPorts(config: Config, env: Env) {
  const { createSetupPorts } = await import('./wire-setup.ts')
  return createSetupPorts(config, env)
}

/** Shows a page in the browser of this desktop; false where there is none. */
export const openPageHere = (url: string, env: Env): Promise<boolean> => openPage(url, env.lookup, process.platform)
