import type { App } from '../core/app.ts'
import { type AppIndex, createAppIndex } from '../core/delivery/app-index.ts'
import { judge, type RawDelivery, type Read } from '../core/delivery/judge.ts'
import type { Judged } from '../core/delivery/judged.ts'
import type { Provider } from '../core/delivery/provider.ts'
import type { ProviderName } from '../core/provider.ts'
import { describeDelivery } from './describe-delivery.ts'
import type { KnownRepositories } from './known-repositories.ts'
import type { NewestPulls } from './newest-pulls.ts'
import type { Clock } from './ports/clock.ts'
import type { Delivery } from './ports/delivery.ts'
import type { Log } from './ports/log.ts'
import type { Recorded, Store } from './ports/store.ts'
import { verdictOf } from './verdict.ts'

/** What receiving needs. */
export interface ReceivePorts {
  readonly providers: ReadonlyMap<ProviderName, Provider>
  /** The registry in force; made once for each that was loaded. */
  apps(): AppIndex
  /** The secrets that count at a forge's general URL: the current one, and the previous one during rotation. */
  secrets(provider: ProviderName): readonly string[]
  readonly repositories: KnownRepositories
  readonly pulls?: NewestPulls
  /** The number or client id of Redhook's own App at this forge. */
  ownApp?(provider: ProviderName): string | undefined
  readonly record: Store['record']
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  /** Deployments were queued. */
  wake(): void
  /** Something was stored that is to be handed on. */
  followUp?(): void
}

/** What became of a request: kept and decided, or why not. */
export type Received =
  | ({ readonly kind: 'recorded'; readonly delivery: string } & Recorded)
  | { readonly kind: 'unsigned' }
  /** Authentic, and kept, but nothing that can be acted on. */
  | {
      readonly kind: 'refused'
      readonly status: NonNullable<Judged['refused']>
      readonly delivery: string
      readonly reason: string
    }
  /** Not kept: the sender must send it again. */
  | { readonly kind: 'unstored' }

export type Receive = (raw: RawDelivery) => Promise<Received>

const unsigned = { kind: 'unsigned' } as const

/** Authenticates, understands, matches and durably records deliveries, in this order. Never waits for a deployment. */
export function createReceive(ports: ReceivePorts): Receive {
  return async raw => {
    const provider = ports.providers.get(raw.provider)
    if (provider === undefined) return unsigned
    const apps = ports.apps()
    const secrets = raw.own === undefined ? ports.secrets(raw.provider) : apps.find(raw.provider, raw.own).secrets
    const now = ports.clock.now()
    const signer = provider.signedBy(raw, secrets, now)
    if (signer < 0) return unsigned
    const judged = judge(raw, provider, { apps, known: ports.repositories.all(), ...echoes(ports) })
    // Before it is stored, so that an older one that comes meanwhile finds it.
    ports.pulls?.told(raw.provider, judged.meaning)
    return keep(ports, describeDelivery(raw, provider, judged, now), judged, signer)
  }
}

const echoes = ({ ownApp, pulls }: ReceivePorts) => ({
  ...(ownApp && { ownApp }),
  ...(pulls && { newestOf: pulls.newestOf }),
})

async function keep(ports: ReceivePorts, delivery: Delivery, judged: Read, signer: number): Promise<Received> {
  try {
    const recorded = await ports.record(delivery, verdictOf(judged, delivery))
    goOn(ports, delivery, judged, recorded, signer)
    return judged.refused === undefined
      ? { kind: 'recorded', delivery: delivery.id, ...recorded }
      : { kind: 'refused', status: judged.refused, delivery: delivery.id, reason: judged.reason }
  } catch (error) {
    ports.log.error({ delivery: delivery.id, err: error }, 'a delivery could not be stored')
    return { kind: 'unstored' }
  }
}

/** What follows once it is stored: nothing of it makes a stored delivery an unstored one. */
function goOn(ports: ReceivePorts, delivery: Delivery, judged: Judged, recorded: Recorded, signer: number): void {
  try {
    if (recorded.status === 'queued') ports.wake()
    if (judged.isPending === true) ports.followUp?.()
    if (judged.remember !== undefined) ports.repositories.remember(judged.remember)
    tell(ports, delivery, judged, recorded, signer)
  } catch (error) {
    ports.log.error({ delivery: delivery.id, err: error }, 'a delivery is stored, but what follows on it failed')
  }
}

function tell(ports: ReceivePorts, delivery: Delivery, judged: Judged, recorded: Recorded, signer: number): void {
  const { id, event, repository } = delivery
  const fields = { delivery: id, event, repository, status: recorded.status, reason: recorded.reason, secret: signer }
  if (judged.suspicious) ports.log.warn(fields, 'a delivery that leads nowhere')
  else if (judged.warning !== undefined) ports.log.warn(fields, 'the registry has an old name of this repository')
  else ports.log.debug(fields, 'delivery')
}

/** An index that is made anew only when the registry in force has changed. `secrets` as `createAppIndex` takes them. */
export function createAppIndexCache(
  current: () => { readonly apps: readonly App[]; readonly generation: number },
  secrets: () => ReadonlyMap<string, string>,
): () => AppIndex {
  let made: { readonly generation: number; readonly index: AppIndex } | undefined
  return () => {
    const { apps, generation } = current()
    if (made?.generation !== generation) made = { generation, index: createAppIndex(apps, secrets()) }
    return made.index
  }
}
