import { createDeploymentLogs } from '../../src/adapters/deployment-log/deployment-logs.ts'
import { createMetrics } from '../../src/adapters/metrics/create-metrics.ts'
import { parseAddressSet } from '../../src/core/delivery/client-address.ts'
import type { AccessSettings } from '../../src/http/access/access-ports.ts'
import type { AppPorts } from '../../src/http/app.ts'
import { createEvents } from '../../src/pipeline/create-events.ts'
import type { Store } from '../../src/pipeline/ports/store.ts'
import { testHouse } from './github-house.ts'

const nobody: AccessSettings = {
  users: new Map(),
  isPublic: false,
  hasPublicLogs: false,
  trustedProxies: parseAddressSet([]),
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** What both doors need, over a real store in this folder. Nobody comes in but with `token`. */
export function doorPorts(store: Store, folder: string, settings: Partial<AccessSettings> = {}): AppPorts {
  const clock = { now: () => Date.now(), monotonic: () => performance.now() }
  const events = createEvents({ version: '1.2.3', store, logs: createDeploymentLogs(folder, () => []) })
  const disk = { freeBytes: async () => 1e9 }
  return {
    ...{ events, clock, log: silent, answers: store, house: testHouse(store) },
    metrics: createMetrics({
      ...{ version: '1.2.3', store, disk, clock, dataDir: folder },
      apps: () => 1,
      streams: events.count,
    }),
    access: { store, settings: () => ({ ...nobody, ...settings }) },
    settings: () => ({ webhookPath: '/webhook' }),
    token: () => undefined,
    testChannels: async () => [{ channel: 'team', type: 'slack', ok: false, error: 'it answered 404', durationMs: 12 }],
    stopping: new AbortController().signal,
  }
}
