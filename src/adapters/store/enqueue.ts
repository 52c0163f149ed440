import { mergeWishes, whySuperseded } from '../../core/deployment/supersede.ts'
import { urgencies, urgencyOf } from '../../core/deployment/urgency.ts'
import type { Wanted } from '../../pipeline/ports/store.ts'
import type { Database } from './database.ts'
import { parseWishes } from './row.ts'

/** A deployment that waited, taken out of the queue. */
interface Overtaken {
  readonly id: number
  readonly place: number
  readonly wishes: string
  readonly previous: string | null
  readonly project: string | null
  readonly color: string | null
}

// AUTOINCREMENT: an id is never given twice, also when the newest deployment was swept, since log files are named by it.
const nextIdSql = `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'deployments'), 0) + 1 AS id`

const supersedeSql = `
  UPDATE deployments SET state = 'superseded', superseded_by = :newer, finished_at = :now, reason = :reason
  WHERE app = :app AND state = 'queued' AND urgency BETWEEN :least AND :urgency
  RETURNING id, place, wishes, project, color, (SELECT previous FROM details WHERE deployment = deployments.id) AS previous`

const insertSql = `
  INSERT INTO deployments (id, delivery, app, repository, branch, lane, state, cause, wishes, place, created_at, available_at,
    urgency, project, color)
  VALUES (:id, :delivery, :app, :repository, :branch, :lane, 'queued', :cause, :wishes, :place, :now, :now,
    :urgency, :project, :color)`

/** Where the deployment knows already what ran before it, that stays. */
export const handPreviousOnSql = `
  INSERT INTO details (deployment, previous) VALUES (:id, :previous)
  ON CONFLICT (deployment) DO UPDATE SET previous = coalesce(previous, :previous)`

/**
 * Queues a deployment and returns its id. One of the same app and urgency that waits is superseded and hands on its place, its wishes
 * and, where it had begun, what ran before it; but not its waiting. A tip supersedes what waits for a ref, too, since it is what came last.
 * Must run inside a transaction.
 */
export function enqueue(db: Database, wanted: Wanted, delivery: number | null, now: number): number {
  const id = db.get<{ id: number }>(nextIdSql)?.id ?? 1
  const { app, cause } = wanted
  const urgency = urgencyOf({ cause })
  const least = urgency === urgencies.push ? urgencies.ref : urgency
  const reason = whySuperseded(id, cause)
  const overtaken = db.all<Overtaken>(supersedeSql, { newer: id, now, reason, app, least, urgency })
  const wishes = overtaken.reduce((newer, older) => mergeWishes(parseWishes(older.wishes), newer), wanted.wishes)
  const begun = overtaken.find(({ previous }) => previous !== null) ?? overtaken[0]
  db.run(insertSql, {
    id,
    delivery,
    app,
    repository: wanted.repository,
    branch: wanted.branch ?? null,
    lane: wanted.lane,
    cause: JSON.stringify(cause),
    wishes: JSON.stringify(wishes),
    place: Math.min(id, ...overtaken.map(({ place }) => place)),
    now,
    urgency,
    project: begun?.project ?? null,
    color: begun?.color ?? null,
  })
  if (begun?.previous) db.run(handPreviousOnSql, { id, previous: begun.previous })
  return id
}
