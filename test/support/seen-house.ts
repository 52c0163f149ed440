import { RedhookError } from '../../src/core/errors.ts'
import type { House, HouseHealth } from '../../src/pipeline/house.ts'
import type { Store } from '../../src/pipeline/ports/store.ts'

const at = Date.UTC(2026, 2, 1)

const health: HouseHealth = {
  ...{ at, startedAt: at, checks: [{ name: 'engine', ok: true, detail: '29.0.0' }] },
  queue: { queued: 1, running: 0, oldestQueuedAt: at },
  disk: [{ what: 'data', path: '/srv/redhook/data', freeBytes: 5e9, totalBytes: 1e10 }],
  database: { bytes: 4096, freeBytes: 0, deliveries: 1, deployments: 2 },
  remotes: [{ app: 'shop', ok: false, at, detail: 'not reachable' }],
  watching: { remotes: 1, polled: 0 },
  registry: { file: '/etc/redhook/redhook.yml', loadedAt: at, apps: 1, warnings: [], problems: ['6:13 is not good'] },
  outbox: { waiting: 1, failed: 0, oldestWaitingAt: at },
}

/** What is seen of deliveries, the audit trail and the outbox of a real store, and of containers, health and numbers as they could be. */
export function seenHouse(
  store: Store,
): Pick<
  House,
  'getDelivery' | 'strangerOf' | 'listDeliveries' | 'listAudit' | 'listOutbox' | 'containers' | 'health' | 'numbers'
> {
  const known = (app: string) => {
    if (app !== 'shop')
      throw new RedhookError(`There is no app ${app}`, { code: 'APP_UNKNOWN', hint: 'See redhook status.' })
  }
  return {
    getDelivery: seq => store.getDelivery(seq),
    strangerOf: () => undefined,
    listDeliveries: filter => store.listDeliveries(filter),
    listAudit: filter => store.listAudit(filter),
    listOutbox: filter => store.listOutbox(filter),
    async containers(app) {
      known(app)
      const place = {
        service: 'web',
        name: 'redshop-web-1',
        id: '0123456789ab',
        project: 'redshop',
        ports: ['80->80/tcp'],
      }
      return [
        { ...place, state: 'running', health: 'healthy', restarts: 0, startedAt: at, image: 'redshop-web' },
        { ...place, service: 'job', state: 'exited', exitCode: 1, restarts: 3 },
      ]
    },
    health: async () => health,
    numbers(app, days) {
      known(app)
      const byDay = [{ day: '2026-03-01', succeeded: 3, failed: 1, medianMs: 41_000 }]
      return { days, pushToLive: { medianMs: 41_000, p90Ms: 63_000 }, failureRate: 0.25, recoverMs: 120_000, byDay }
    },
  }
}
