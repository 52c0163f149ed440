import { type Deployment, isFinal } from '../core/deployment/deployment.ts'
import { RedhookError, toFailure } from '../core/errors.ts'
import type { Clock } from './ports/clock.ts'
import type { Log } from './ports/log.ts'
import type { Store } from './ports/store.ts'

export interface CancelPorts {
  readonly store: Pick<Store, 'get' | 'finish'>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  /** Ends it in the worker, which puts back what it changed. */
  cancelInWorker(id: number, error: RedhookError): void
}

/**
 * Ends what waits or runs. What has never begun to change anything ends at once; all else is ended by the worker. A crash in between
 * forgets that it was asked for: the deployment was interrupted, and runs again.
 * @throws RedhookError DEPLOYMENT_UNKNOWN, ALREADY_ENDED
 */
export function cancelDeployment(ports: CancelPorts, id: number, by: string): Deployment {
  const { store, clock, log, cancelInWorker } = ports
  const deployment = findDeployment(store, id)
  const why = whyTooLate(deployment)
  if (why !== undefined)
    throw new RedhookError(`Deployment ${id} ${why}`, { code: 'ALREADY_ENDED', hint: hintOf(deployment) })
  const error = cancelled(deployment, by)
  log.info({ app: deployment.app, deployment: id, by }, 'deployment is cancelled')
  // Once it was synced, the checkout and more may have been moved by an attempt that waits to go on.
  if (deployment.state === 'running' || deployment.commit !== undefined) cancelInWorker(id, error)
  else store.finish(id, 'cancelled', clock.now(), { reason: error.message, error: toFailure(error) })
  return findDeployment(store, id)
}

function whyTooLate({ state, reached }: Deployment): string | undefined {
  if (isFinal(state)) return `has ended already: ${state}`
  if (reached === 'rollback') return 'is on its way back already'
  return reached === 'report' ? 'is live already' : undefined
}

const hintOf = ({ app, state, reached }: Deployment): string =>
  !isFinal(state) && reached === 'rollback'
    ? 'Wait until the version before it runs again.'
    : `To put back the version before it: redhook rollback ${app}.`

const cancelled = ({ app }: Deployment, by: string) =>
  new RedhookError(`Cancelled by ${by}`, {
    code: 'CANCELLED',
    hint: `The next push deploys as usual; to go on now: redhook deploy ${app}.`,
  })

/** @throws RedhookError DEPLOYMENT_UNKNOWN */
export function findDeployment(store: Pick<Store, 'get'>, id: number): Deployment {
  const deployment = store.get(id)
  if (deployment !== undefined) return deployment
  throw new RedhookError(`There is no deployment ${id}`, {
    code: 'DEPLOYMENT_UNKNOWN',
    hint: 'See which there are: redhook history, or GET /api/v1/deployments.',
  })
}
