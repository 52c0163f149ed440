import { type KnownIdentities, renamedRepositories } from '../core/delivery/recognise.ts'
import { type FollowUpPorts, startFollowUp } from './follow-up.ts'
import { createKnownRepositories, type KnownRepositories } from './known-repositories.ts'
import { createNewestPulls, type NewestPulls } from './newest-pulls.ts'
import type { Clock } from './ports/clock.ts'
import type { Store } from './ports/store.ts'
import { createReceive, type Receive, type ReceivePorts } from './receive.ts'

export interface ReceivingPorts
  extends Omit<ReceivePorts, 'repositories' | 'pulls' | 'record' | 'followUp' | 'clock'>,
    Pick<FollowUpPorts, 'pullRequests' | 'forgetInstallations'> {
  readonly store: Store
  readonly clock: Clock
}

/** Everything that begins with a delivery, but the deployments. Disposing waits for what is being handed on. */
export interface Receiving extends AsyncDisposable {
  readonly receive: Receive
  readonly repositories: KnownRepositories
  readonly newestOf: NewestPulls['newestOf']
  /** Something was stored that is to be handed on. */
  followUp(): void
  /** Repositories whose key in the registry is out of date, each as a sentence without a full stop. */
  renamed(): readonly string[]
}

/** Begins with what waits to be handed on. */
export function startReceiving(ports: ReceivingPorts): Receiving {
  const { store, apps } = ports
  const repositories = createKnownRepositories(ports)
  const known = (): KnownIdentities => repositories.all()
  const following = startFollowUp({ ...ports, appIndex: apps, known })
  const pulls = createNewestPulls()
  const receive = createReceive({ ...ports, repositories, pulls, record: store.record, followUp: following.wake })
  return {
    receive,
    repositories,
    newestOf: pulls.newestOf,
    followUp: following.wake,
    renamed: () => renamedRepositories({ apps: apps(), known: known() }),
    [Symbol.asyncDispose]: () => following[Symbol.asyncDispose](),
  }
}
