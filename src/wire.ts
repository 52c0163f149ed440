import { join } from 'node:path'
import { githubApiUrl, openPublishedAddresses } from './adapters/addresses/published-addresses.ts'
import { watchFile } from './adapters/disk/watch-file.ts'
import { createLog } from './adapters/log/log.ts'
import { createMetrics } from './adapters/metrics/create-metrics.ts'
import { openChildren } from './adapters/process/children.ts'
import { createProcesses } from './adapters/process/processes.ts'
import { createProviderApi } from './adapters/providers/provider-api.ts'
import { openDataLock } from './adapters/store/data-lock.ts'
import { openStore } from './adapters/store/store.ts'
import { parseCheckSpec } from './config/check-spec.ts'
import type { Env } from './config/env.ts'
import type { Config } from './config/load.ts'
import { requireSecrets } from './config/webhook-secrets.ts'
import { providers } from './core/delivery/providers.ts'
import { createServer } from './http/server.ts'
import { startPullRequestChecks } from './pipeline/checks/pull-request-checks.ts'
import { countReceived } from './pipeline/count-received.ts'
import { createEvents } from './pipeline/create-events.ts'
import { createHouse } from './pipeline/create-house.ts'
import { startHolding } from './pipeline/holding.ts'
import { checkHealth } from './pipeline/house-health.ts'
import { startWatchingDeliveries } from './pipeline/lost-deliveries/watch-deliveries.ts'
import { startWatchingRemotes } from './pipeline/polling/watch-remotes.ts'
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
import { createRefusals } from './pipeline/reporting/refusals.ts'
import { startReporting } from './pipeline/reporting/reporting.ts'
import { runDeployment } from './pipeline/run-deployment.ts'
import { createSlots } from './pipeline/slots.ts'
import { startSweeper } from './pipeline/sweeper.ts'
import { startTelling } from './pipeline/telling.ts'
import { startWorker, type Worker } from './pipeline/worker.ts'
import { createAdapters, systemClock } from './wire-adapters.ts'
import { describeRegistry, lanesOf, openRegistry } from './wire-registry.ts'
import { accessSettings, hookSettings, ownAppOf, receivingSettings, tellingSettings } from './wire-settings.ts'

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
  const adapters = createAdapters(config, options.env, {
    processes: createProcesses(children),
    credentials: forges.credentials,
    secrets: () => secrets.current,
    inputKey: () => store.inputKey(),
  })
  adapters.copies.clear()
  let loadedAt = systemClock.now()
  const registry = openRegistry({
    config,
    load: options.load,
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
    preview: (app, request, signal) => previewPlan(app, request, ports, signal),
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

const formatUrl = (address: string, port: number): string =>
  `http://${address.includes(':') ? `[${address}]` : address}:${port}`

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
