import type { App } from '../core/app.ts'
import { type Cause, type Deployment, isFinal, type Wishes } from '../core/deployment/deployment.ts'
import { RedhookError } from '../core/errors.ts'
import { findDeployment } from './cancel.ts'
import type { FindApp } from './find-app.ts'
import { chooseKept } from './kept-versions.ts'
import { refuseLocked } from './locks.ts'
import type { Store } from './ports/store.ts'
import { type QueuePorts, queueDeployment } from './queue-deployment.ts'

export interface RequestPorts extends QueuePorts {
  readonly store: Pick<Store, 'request' | 'get' | 'lastProject' | 'lastGood' | 'goodVersions'>
  /** The app as it is followed now. */
  readonly find: FindApp
}

/** The tip of the app's branch, or `ref` this once. @throws RedhookError APP_UNKNOWN, APP_LOCKED, USAGE */
export async function requestDeployment(
  ports: RequestPorts,
  name: string,
  { wishes, ref }: { readonly wishes: Wishes; readonly ref: string | undefined },
  by: string,
): Promise<Deployment> {
  if (ref?.trim() === '') throw emptyRef()
  const cause: Cause = { kind: 'request', by, ...(ref === undefined ? {} : { ref }) }
  return queueDeployment(ports, unlocked(ports, name), cause, { always: true, ...wishes })
}

/** A version that is kept. @throws RedhookError APP_UNKNOWN, APP_LOCKED, VERSION_UNKNOWN */
export async function requestRollback(
  ports: RequestPorts,
  name: string,
  to: number | undefined,
  by: string,
): Promise<Deployment> {
  const app = unlocked(ports, name)
  return queueDeployment(ports, app, { kind: 'rollback', by, to: chooseKept(app, ports.store, to).id }, {})
}

/** What an ended deployment was asked for, again. @throws RedhookError DEPLOYMENT_UNKNOWN, NOT_ENDED, APP_UNKNOWN, APP_LOCKED, VERSION_UNKNOWN */
export async function retryDeployment(ports: RequestPorts, id: number, by: string): Promise<Deployment> {
  const { app, state, cause, wishes } = findDeployment(ports.store, id)
  if (!isFinal(state)) throw notEnded(id, state)
  if (cause.kind === 'rollback') return requestRollback(ports, app, cause.to, by)
  const ref = refOf(cause)
  const again: Cause = { kind: 'request', by, retryOf: id, ...(ref === undefined ? {} : { ref }) }
  return queueDeployment(ports, unlocked(ports, app), again, { ...wishes, always: true })
}

/** What was deployed in the place of the branch's tip, as a person would ask for it. */
function refOf(cause: Cause): string | undefined {
  if (cause.kind === 'request') return cause.ref
  if (cause.kind !== 'push' || cause.ref === undefined) return undefined
  return cause.trigger === 'checks' ? cause.ref : `refs/tags/${cause.ref}`
}

function unlocked({ find, clock }: RequestPorts, name: string): App {
  const app = find(name)
  refuseLocked(app, clock.now())
  return app
}

const notEnded = (id: number, state: string) =>
  new RedhookError(`Deployment ${id} has not ended: ${state}`, {
    code: 'NOT_ENDED',
    hint: `Wait for it, or end it first: redhook cancel ${id}.`,
  })

const emptyRef = () =>
  new RedhookError('No branch, tag or commit is named', {
    code: 'USAGE',
    hint: 'Leave ref out for the tip of the branch.',
  })
