import type { App } from '../core/app.ts'
import type { Cause, Deployment, Wishes } from '../core/deployment/deployment.ts'
import type { Clock } from './ports/clock.ts'
import type { Store } from './ports/store.ts'

export interface QueuePorts {
  readonly store: Pick<Store, 'request'>
  readonly clock: Pick<Clock, 'now'>
  /** Something was queued. */
  wake(): void
}

/** Queues a deployment by hand; durable when it resolves. */
export async function queueDeployment(
  { store, clock, wake }: QueuePorts,
  { name, repository, branch, lane }: App,
  cause: Cause,
  wishes: Wishes,
): Promise<Deployment> {
  const wanted = { app: name, repository, lane, cause, wishes, ...(branch === undefined ? {} : { branch }) }
  const deployment = await store.request(wanted, clock.now())
  wake()
  return deployment
}
