import { hash } from 'node:crypto'
import type { App } from '../core/app.ts'
import { type AppIndex, createAppIndex } from '../core/delivery/app-index.ts'
import { deliveryIdOf, headerOf, keepHeaders } from '../core/delivery/delivery-headers.ts'
import { type Judged, judge, type RawDelivery } from '../core/delivery/judge.ts'
import { foldCase, formatName } from '../core/delivery/repository-name.ts'
import { signedBy } from '../core/delivery/signature.ts'
import type { Clock } from './ports/clock.ts'
import type { Delivery } from './ports/delivery.ts'
import type { Log } from './ports/log.ts'
import type { Recorded, Store, Verdict, Wanted } from './ports/store.ts'

/** What receiving needs. */
export interface ReceivePorts {
  /** The registry in force; made once for each that was loaded. */
  apps(): AppIndex
  /** The secrets that count at the general URL: the current one, and the previous one during rotation. */
  secrets(): readonly string[]
  readonly record: Store['record']
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  /** Deployments were queued. */
  wake(): void
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

/** Authenticates, understands, matches and durably records deliveries, in this order. Never waits for a deployment. */
export function createReceive(ports: ReceivePorts): Receive {
  return async raw => {
    const secrets = raw.own === undefined ? ports.secrets() : ports.apps().find(raw.own).secrets
    const signer = signedBy(raw.body, headerOf(raw.headers, 'x-hub-signature-256'), secrets)
    if (signer < 0) return { kind: 'unsigned' }
    const judged = judge(raw, ports.apps())
    const delivery = describe(raw, judged, ports.clock.now())
    try {
      const recorded = await ports.record(delivery, verdictOf(judged, delivery))
      tell(ports, delivery, judged, recorded, signer)
      return judged.refused === undefined
        ? { kind: 'recorded', delivery: delivery.id, ...recorded }
        : { kind: 'refused', status: judged.refused, delivery: delivery.id, reason: judged.reason }
    } catch (error) {
      ports.log.error({ delivery: delivery.id, err: error }, 'a delivery could not be stored')
      return { kind: 'unstored' }
    }
  }
}

function describe({ own, headers, body, client }: RawDelivery, { meaning }: Judged, now: number): Delivery {
  const bodySha256 = hash('sha256', body)
  const push = meaning?.kind === 'push' ? meaning : undefined
  const repository = meaning?.repository
  return {
    hook: own === undefined ? 'github' : foldCase(`github/${formatName(own)}`),
    id: deliveryIdOf(headers, bodySha256),
    receivedAt: now,
    event: (headerOf(headers, 'x-github-event') ?? '').slice(0, 64),
    ...(repository && { repository: formatName(repository) }),
    ...(push && { ref: push.ref, deleted: push.deleted, forced: push.forced }),
    ...(push?.before !== undefined && { before: push.before }),
    ...(push?.after !== undefined && { after: push.after }),
    ...(push?.pusher !== undefined && { pusher: push.pusher }),
    ...(client !== undefined && { client }),
    headers: keepHeaders(headers),
    bodySha256,
    bodyBytes: body.length,
  }
}

/** What the store is to do about it. */
export function verdictOf({ status, reason, queue }: Judged, delivery: Delivery): Verdict {
  return status === 'queued'
    ? { status, reason, wanted: queue.map(app => wantedOf(app, delivery)) }
    : { status, reason }
}

function wantedOf({ name, repository, branch, lane }: App, delivery: Delivery): Wanted {
  return {
    app: name,
    repository: repository.startsWith('*/') && delivery.repository?.includes('/') ? delivery.repository : repository,
    ...(branch !== undefined && { branch }),
    lane,
    cause: {
      kind: 'push',
      delivery: delivery.id,
      ...(delivery.after !== undefined && { after: delivery.after }),
      ...(delivery.pusher !== undefined && { pusher: delivery.pusher }),
    },
    wishes: {},
  }
}

function tell(ports: ReceivePorts, delivery: Delivery, judged: Judged, recorded: Recorded, signer: number): void {
  const { id, event, repository } = delivery
  const fields = { delivery: id, event, repository, status: recorded.status, reason: recorded.reason, secret: signer }
  if (judged.suspicious === true) ports.log.warn(fields, 'a delivery that leads nowhere')
  else ports.log.debug(fields, 'delivery')
  if (recorded.status === 'queued') ports.wake()
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
