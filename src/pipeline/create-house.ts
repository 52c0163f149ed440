import type { App } from '../core/app.ts'
import { type Cause, type Deployment, liveCommit, type Wishes } from '../core/deployment/deployment.ts'
import { RedhookError } from '../core/errors.ts'
import { followLog } from './follow-log.ts'
import type { AppView, House, PlanPreview, PlanRequest, ReadinessCheck } from './house.ts'
import { chooseKept, listVersions } from './kept-versions.ts'
import type { Clock } from './ports/clock.ts'
import type { DeploymentLogs } from './ports/deployment-logs.ts'
import type { Store } from './ports/store.ts'

export interface HousePorts {
  readonly version: string
  readonly store: Store
  readonly clock: Clock
  readonly logs: DeploymentLogs
  apps(): readonly App[]
  preview(app: App, request: PlanRequest): Promise<PlanPreview>
  readiness(): Promise<readonly ReadinessCheck[]>
  /** Something was queued. */
  wake(): void
}

/** What the doors see and ask for, made of the store, the registry and the worker. */
export function createHouse(ports: HousePorts): House {
  const { store, clock, logs, version } = ports
  const find = (name: string): App => {
    const app = ports.apps().find(candidate => candidate.name === name)
    if (!app) throw unknownApp(name, ports.apps())
    return app
  }
  const queue = async ({ name, repository, branch, lane }: App, cause: Cause, wishes: Wishes) => {
    const wanted = { app: name, repository, lane, cause, wishes, ...(branch === undefined ? {} : { branch }) }
    const deployment = await store.request(wanted, clock.now())
    ports.wake()
    return deployment
  }
  return {
    version,
    apps: () => viewApps(ports.apps(), store),
    getDeployment: id => store.get(id),
    listDeployments: filter => store.list(filter),
    requestDeployment: async (name, wishes, by) =>
      queue(find(name), { kind: 'request', by }, { always: true, ...wishes }),
    async requestRollback(name, to, by) {
      const app = find(name)
      return queue(app, { kind: 'rollback', by, to: chooseKept(app, store, to).id }, {})
    },
    versions: name => listVersions(find(name), store),
    plan: async (name, request = {}) => ports.preview(find(name), request),
    readLog(id, { follow, signal }) {
      const deployment = store.get(id)
      if (!deployment) return undefined
      return follow ? followLog({ store, logs, clock }, id, signal) : logs.read(deployment.app, id, { signal })
    },
    readiness: () => ports.readiness(),
  }
}

function viewApps(apps: readonly App[], store: Store): AppView[] {
  const latest = store.latest()
  return apps.map(({ name, repository, branch, path }) => {
    const live = store.lastProject(name)
    const commit = live && liveCommit(live)
    return {
      app: name,
      repository,
      path,
      ...(branch === undefined ? {} : { branch }),
      ...placeOf(live),
      ...lastOf(latest.get(name)),
      ...(live === undefined || commit === undefined
        ? {}
        : { live: { commit, at: live.finishedAt ?? live.createdAt } }),
    }
  })
}

const lastOf = (last: Deployment | undefined): Pick<AppView, 'last'> => (last ? { last } : {})

function placeOf(live: Deployment | undefined): Pick<AppView, 'color' | 'project'> {
  const { color, project } = live ?? {}
  return {
    ...(color === 'red' || color === 'blue' ? { color } : {}),
    ...(project === undefined ? {} : { project }),
  }
}

function unknownApp(name: string, apps: readonly App[]): RedhookError {
  const known = apps.map(app => app.name).join(', ')
  return new RedhookError(`There is no app ${JSON.stringify(name)} in the registry`, {
    code: 'APP_UNKNOWN',
    hint: known === '' ? 'The registry has no apps yet.' : `The apps are: ${known}.`,
  })
}
