import type { State } from '../../core/deployment/deployment.ts'
import { mayRunAgain, whyDuplicate } from '../../core/deployment/redelivery.ts'
import type { Delivery } from '../../pipeline/ports/delivery.ts'
import type { Recorded, Verdict, Wanted } from '../../pipeline/ports/store.ts'
import type { Database } from './database.ts'
import { indexRepositories } from './delivery-repositories.ts'
import { enqueue } from './enqueue.ts'

interface Earlier {
  readonly id: number
  readonly app: string
  readonly state: State
}

const insertSql = `
  INSERT INTO deliveries (hook, id, received_at, event, repository, ref, "before", "after", deleted, forced, pusher, meaning, pending, client,
    headers, body_sha256, body_bytes, status, reason)
  VALUES (:hook, :id, :receivedAt, :event, :repository, :ref, :before, :after, :deleted, :forced, :pusher, :meaning, :pending, :client,
    :headers, :bodySha256, :bodyBytes, :status, :reason)
  ON CONFLICT (hook, id) DO NOTHING`

const receivedAgainSql = `
  UPDATE deliveries SET received_again = received_again + 1, received_again_at = :receivedAt, pending = coalesce(:pending, pending)
  WHERE hook = :hook AND id = :id
  RETURNING seq`

/** Keeps a delivery and queues what it leads to, as `Store.record` promises. Must run inside a transaction. */
export function recordDelivery(db: Database, delivery: Delivery, verdict: Verdict): Recorded {
  const seq = db.insert(insertSql, deliveryParams(delivery, verdict))
  if (seq === undefined) return recordAgain(db, delivery, verdict)
  indexRepositories(db, seq)
  return act(db, seq, delivery.receivedAt, verdict)
}

function recordAgain(db: Database, { hook, id, receivedAt, isPending }: Delivery, verdict: Verdict): Recorded {
  const again = { hook, id, receivedAt, pending: isPending === true ? 1 : null }
  const seq = db.get<{ seq: number }>(receivedAgainSql, again)?.seq ?? 0
  const earlier = newestOfEachApp(db, seq)
  if (earlier.size === 0) return decideAgain(db, seq, receivedAt, verdict)

  const wanted = verdict.status === 'queued' ? verdict.wanted : []
  const failed = wanted.filter(({ app }) => mayRunAgain(earlier.get(app)?.state))
  if (failed.length > 0)
    return { status: 'queued', reason: verdict.reason, deployments: queue(db, seq, receivedAt, failed) }

  const led = [...earlier.values()]
  return {
    status: 'duplicate',
    reason: whyDuplicate(led),
    deployments: led.map(({ app, id: of }) => ({ id: of, app })),
  }
}

function newestOfEachApp(db: Database, seq: number): Map<string, Earlier> {
  const sql = 'SELECT id, app, state FROM deployments WHERE delivery = :seq ORDER BY id'
  return new Map(db.all<Earlier>(sql, { seq }).map(deployment => [deployment.app, deployment]))
}

function decideAgain(db: Database, seq: number, now: number, verdict: Verdict): Recorded {
  const { status, reason } = verdict
  db.run('UPDATE deliveries SET status = :status, reason = :reason WHERE seq = :seq', { status, reason, seq })
  return act(db, seq, now, verdict)
}

const act = (db: Database, seq: number, now: number, verdict: Verdict): Recorded => ({
  status: verdict.status,
  reason: verdict.reason,
  deployments: verdict.status === 'queued' ? queue(db, seq, now, verdict.wanted) : [],
})

const queue = (db: Database, seq: number, now: number, wanted: readonly Wanted[]) =>
  wanted.map(one => ({ id: enqueue(db, one, seq, now), app: one.app }))

const deliveryParams = (delivery: Delivery, { status, reason }: Verdict) => ({
  hook: delivery.hook,
  id: delivery.id,
  receivedAt: delivery.receivedAt,
  event: delivery.event,
  repository: delivery.repository ?? null,
  ref: delivery.ref ?? null,
  before: delivery.before ?? null,
  after: delivery.after ?? null,
  deleted: toInteger(delivery.deleted),
  forced: toInteger(delivery.forced),
  pusher: delivery.pusher ?? null,
  meaning: delivery.meaning === undefined ? null : JSON.stringify(delivery.meaning),
  pending: delivery.isPending === true ? 1 : null,
  client: delivery.client ?? null,
  headers: JSON.stringify(delivery.headers),
  bodySha256: delivery.bodySha256,
  bodyBytes: delivery.bodyBytes,
  status,
  reason,
})

const toInteger = (value: boolean | undefined): number | null => (value === undefined ? null : Number(value))
