import type { App } from '../core/app.ts'
import type { AppIndex } from '../core/delivery/app-index.ts'
import type { RedhookError } from '../core/errors.ts'
import { createAppNumbers } from '../core/numbers/app-numbers.ts'
import { acceptRepository } from './accept-repository.ts'
import { listContainers } from './app-containers.ts'
import { cancelDeployment } from './cancel.ts'
import type { ChecksDoor } from './checks/checks-door.ts'
import type { Detours } from './detours.ts'
import { createFindApp } from './find-app.ts'
import { followLog } from './follow-log.ts'
import type { AppContainer, AppNumbers, House, HouseHealth, PlanPreview, PlanRequest, ReadinessCheck } from './house.ts'
import { listVersions } from './kept-versions.ts'
import { type LockPorts, lockApp, refuseLocked, unlockApp } from './locks.ts'
import type { Clock } from './ports/clock.ts'
import type { DeploymentLogs } from './ports/deployment-logs.ts'
import type { Docker } from './ports/docker.ts'
import type { Log } from './ports/log.ts'
import type { Store } from './ports/store.ts'
import type { PreviewsDoor } from './previews/previews-door.ts'
import { type RedeliverPorts, redeliver } from './redeliver.ts'
import { requestDeployment, requestRollback, retryDeployment } from './request.ts'
import { createShortCache } from './short-cache.ts'
import { strangerOf } from './stranger-of.ts'
import { viewApps } from './view-apps.ts'

export interface HousePorts {
  readonly version: string
  readonly checks: ChecksDoor
  readonly previews: PreviewsDoor
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly logs: DeploymentLogs
  readonly docker: Pick<Docker, 'containersOf'>
  readonly detours: Pick<Detours, 'start' | 'end'>
  /** The apps of the registry in force, with what holds them. */
  apps(): readonly App[]
  appIndex(): AppIndex
  readonly repositories: RedeliverPorts['repositories']
  readonly ownApp?: RedeliverPorts['ownApp']
  readonly newestOf?: RedeliverPorts['newestOf']
  /** Something was stored that is to be handed on. */
  followUp(): void
  preview(app: App, request: PlanRequest): Promise<PlanPreview>
  readiness(): Promise<readonly ReadinessCheck[]>
  health(): Promise<HouseHealth>
  /** Something was queued, or may run by now. */
  wake(): void
  /** A lock was set or taken away. */
  onLocks(): void
  readonly tellLocks: LockPorts['tell']
  /** Ends it in the worker, which puts back what it changed. */
  cancelInWorker(id: number, error: RedhookError): void
}

/** What the doors see and ask for, made of the store, the registry and the worker. */
export function createHouse(ports: HousePorts): House {
  const find = createFindApp(ports.apps)
  return {
    version: ports.version,
    ...ports.checks,
    ...ports.previews,
    ...createViews(ports, find),
    ...createActions(ports, find),
  }
}

type Find = ReturnType<typeof createFindApp>
type Actions =
  | 'requestDeployment'
  | 'requestRollback'
  | 'startDetour'
  | 'endDetour'
  | 'cancel'
  | 'retry'
  | 'lock'
  | 'unlock'
  | 'redeliver'
  | 'acceptRepository'

function createActions(ports: HousePorts, find: Find): Pick<House, Actions> {
  const { detours, clock } = ports
  const requests = { ...ports, find }
  const locks = { ...ports, onChange: ports.onLocks, tell: ports.tellLocks }
  const findUnlocked = (name: string): App => {
    const app = find(name)
    refuseLocked(app, clock.now())
    return app
  }
  return {
    requestDeployment: (name, wishes, by, ref) => requestDeployment(requests, name, { wishes, ref }, by),
    requestRollback: (name, to, by) => requestRollback(requests, name, to, by),
    startDetour: async (name, wanted, by) => detours.start(findUnlocked(name), wanted, by),
    endDetour: async (name, by) => detours.end(findUnlocked(name), by),
    cancel: async (id, by) => cancelDeployment(ports, id, by),
    retry: (id, by) => retryDeployment(requests, id, by),
    lock: (name, wanted, by) => lockApp(locks, find(name), wanted, by),
    unlock: (name, by) => unlockApp(locks, find(name), by),
    redeliver: (seq, by) => redeliver(ports, seq, by),
    acceptRepository: (seq, by) => acceptRepository(ports, seq, by),
  }
}

/** Who looks at a page again within a moment gets what was found for the one before. */
const healthKeepMs = 5_000
const containersKeepMs = 1_000
const numbersKeepMs = 15_000
const dayMs = 86_400_000

function createViews(
  ports: HousePorts,
  find: Find,
): Omit<House, Actions | 'version' | keyof ChecksDoor | keyof PreviewsDoor> {
  const { store, clock, logs, docker } = ports
  const health = createShortCache<Promise<HouseHealth>>(healthKeepMs, clock)
  const containers = createShortCache<Promise<AppContainer[]>>(containersKeepMs, clock)
  const numbers = createShortCache<AppNumbers>(numbersKeepMs, clock)
  return {
    apps: () => viewApps(ports.apps(), store, clock.now()),
    getDeployment: id => store.get(id),
    listDeployments: filter => store.list(filter),
    getDelivery: seq => store.getDelivery(seq),
    strangerOf: seq => strangerOf(ports, seq),
    listDeliveries: filter => store.listDeliveries(filter),
    listAudit: filter => store.listAudit(filter),
    listOutbox: filter => store.listOutbox(filter),
    versions: name => listVersions(find(name), store),
    plan: async (name, request = {}) => ports.preview(find(name), request),
    containers: async name => containers(name, () => listContainers(find(name), docker)),
    health: () => health('', ports.health),
    numbers(name, days) {
      const app = find(name)
      const now = clock.now()
      const ask = () => createAppNumbers(store.numbersSince(now - days * dayMs, app.name), days, now)
      return numbers(`${days} ${app.name}`, ask)
    },
    readLog(id, { follow, signal }) {
      const deployment = store.get(id)
      if (!deployment) return undefined
      return follow ? followLog({ store, logs }, id, signal) : logs.read(deployment.app, id, { signal })
    },
    readLogEnd(id, most) {
      const deployment = store.get(id)
      return deployment && logs.readEnd(deployment.app, id, most)
    },
    readiness: () => ports.readiness(),
  }
}
