import { createDeploymentLogs } from '../../src/adapters/deployment-log/deployment-logs.ts'
import { createAppIndex } from '../../src/core/delivery/app-index.ts'
import { createApp } from '../../src/http/app.ts'
import { createHouse } from '../../src/pipeline/create-house.ts'
import type { HouseHealth } from '../../src/pipeline/house.ts'
import type { Store } from '../../src/pipeline/ports/store.ts'
import { testApp } from '../support/app-samples.ts'
import { doorPorts } from '../support/door-ports.ts'
import { noChecks } from '../support/no-checks.ts'
import { noPreviews } from '../support/no-previews.ts'
import { rememberedHere } from '../support/remembered-here.ts'

const token = 'a-token-for-benchmarks-alone-0123456789'

const unused = (): never => {
  throw new Error('no page that is measured asks for this')
}

/** Asks the network's door over this store, as an admin: the house is the real one, but for what lies outside of Redhook. */
export function openLargeApp(store: Store, folder: string, count: number): (path: string) => Promise<Response> {
  const apps = Array.from({ length: count }, (_, number) =>
    testApp({ name: `app-${number}`, repository: `acme/app-${number}`, path: `/srv/app-${number}` }),
  )
  const ports = { ...doorPorts(store, folder), token: () => token }
  const clock = { ...ports.clock, sleep: unused }
  const health = { checks: [] } as unknown as HouseHealth
  const house = createHouse({
    ...{ version: '0', store, clock, log: ports.log, logs: createDeploymentLogs(folder, () => []) },
    docker: { containersOf: async () => [] },
    checks: noChecks,
    previews: noPreviews,
    detours: { start: unused, end: unused },
    apps: () => apps,
    appIndex: () => createAppIndex(apps),
    repositories: rememberedHere(),
    followUp: unused,
    preview: unused,
    readiness: async () => [],
    health: async () => health,
    wake: unused,
    onLocks: unused,
    tellLocks: { locked: unused, unlocked: unused },
    cancelInWorker: unused,
  })
  const app = createApp({ ...ports, house }, 'network')
  return async path => app.request(path, { headers: { authorization: `Bearer ${token}` } })
}
