import type { App } from '../core/app.ts'
import type { Deployment } from '../core/deployment/deployment.ts'
import type { Clock } from './ports/clock.ts'
import type { Log } from './ports/log.ts'
import type { Store } from './ports/store.ts'
import { settleSelf } from './self.ts'

/** A deployment is begun at most this often; one that crashes interrupted as often is given up with `INTERRUPTED`. */
const maxAttempts = 3

export interface RecoverPorts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  findApp(name: string): App | undefined
  /** The release folder this process runs from, real path. */
  readonly releaseFolder: string
}

/**
 * Settles what the last Redhook left behind: a deployment of Redhook itself is judged by who is running now; every other
 * interrupted one is queued again, or given up after three attempts. Nothing that was queued is touched.
 */
export function recover(ports: RecoverPorts): void {
  const { store, clock, log } = ports
  for (const deployment of store.list({ states: ['running'], limit: 200 })) {
    const app = ports.findApp(deployment.app)
    if (app && isSwitched(deployment, app)) settleSelf(deployment, ports.releaseFolder, ports)
  }
  for (const { id, app, attempts } of store.recover(clock.now(), maxAttempts)) {
    const state = store.get(id)?.state
    log.warn({ app, deployment: id, attempts, state }, 'deployment was interrupted')
  }
}

/** Redhook switched to the new version of itself and left: whoever starts now is the answer. */
const isSwitched = ({ reached }: Deployment, { self }: App): boolean => typeof self === 'object' && reached === 'verify'
