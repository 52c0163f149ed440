import { isFinal, states } from '../../core/deployment/deployment.ts'
import type { Store } from '../../pipeline/ports/store.ts'
import { answersKeptMs } from './answers.ts'
import type { Database } from './database.ts'
import { goodProjects, goodVersions, isGood } from './history.ts'

/** What one call removes at most of each kind, so that it does not hold up the deliveries that come in. */
const mostAtOnce = 250
/** Of what is small. */
const mostSmallAtOnce = 2_000

const finalStates = states.filter(isFinal).map(state => `'${state}'`)

/** The last good one of a project, and what was attempted since. */
const isCurrent = `began IS NOT NULL AND state <> 'skipped'
    AND began >= coalesce((SELECT good.began FROM deployments AS good
      WHERE good.app = deployments.app AND good.project_key = deployments.project_key AND ${isGood('good')}
      ORDER BY good.began DESC LIMIT 1), began + 1)`

/** A diff base, an attempt made since then, a kept version, and anything unfinished are never removed. */
const removable = `state IN (${finalStates.join(', ')}) AND NOT (${isCurrent})
    AND id NOT IN (SELECT value FROM json_each(:kept))`

export const tooOldSql = `
  SELECT id, app FROM deployments WHERE created_at < :olderThan AND ${removable} ORDER BY created_at, id LIMIT :most`

export const tooManySql = `
  SELECT id, app FROM deployments
  WHERE app = :app AND ${removable}
    AND id <= (SELECT nth.id FROM deployments AS nth WHERE nth.app = :app ORDER BY nth.id DESC LIMIT 1 OFFSET :perApp)
  ORDER BY id LIMIT :most`

/** A delivery goes when it is too old, or when the deployments that it led to are gone. The newest stays: no number is given twice. */
const deliveriesSql = `
  DELETE FROM deliveries WHERE seq IN (
    SELECT seq FROM deliveries
    WHERE received_at < :olderThan AND seq < (SELECT max(seq) FROM deliveries)
      AND NOT EXISTS (SELECT 1 FROM deployments WHERE delivery = deliveries.seq)
    ORDER BY received_at LIMIT :most)`

/** How long the stream of events goes back: longer than anybody stays away and then wants to hear what was missed. */
const eventsKeptMs = 24 * 60 * 60 * 1000

/** From the oldest on, as far as everybody who follows them has looked. The newest stays, so that no position is given twice. */
const eventsSql = `
  DELETE FROM events WHERE seq < (SELECT max(seq) FROM events)
    AND seq <= coalesce((SELECT min(value) FROM meta WHERE key IN ('told_until', 'reported_until')), (SELECT max(seq) FROM events))
    AND seq <= (SELECT max(seq) FROM (SELECT seq, at FROM events ORDER BY seq LIMIT :most) WHERE at < :before)`

/** What forges have heard is at the forge; there is a lot of it. */
const reportsKeptMs = 7 * 24 * 60 * 60 * 1000

/** The rest, by what says when it ended. */
const endedSql = [
  'DELETE FROM answers WHERE key IN (SELECT key FROM answers WHERE at < :dayAgo LIMIT :most)',
  'DELETE FROM sessions WHERE expires_at < :now',
  `DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE state <> 'waiting' AND ended_at < :olderThan LIMIT :most)`,
  `DELETE FROM outbox WHERE id IN (
    SELECT id FROM outbox WHERE state = 'sent' AND channel GLOB '@*' AND ended_at < :weekAgo LIMIT :most)`,
  'DELETE FROM remote_ids WHERE key IN (SELECT key FROM remote_ids WHERE at < :olderThan LIMIT :most)',
  'DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < :olderThan ORDER BY at LIMIT :most)',
  `DELETE FROM tokens WHERE id IN (SELECT id FROM tokens WHERE revoked_at < :olderThan OR expires_at < :olderThan LIMIT :most)`,
]

interface Removed {
  readonly id: number
  readonly app: string
}

/**
 * Removes what is no longer kept, at most 250 deployments a call and some thousand of anything else; call again until it returns none. `now`
 * says how old events, answers and sessions are, which are kept for a time of their own.
 */
export function sweep(
  db: Database,
  { olderThan, perApp, versions }: Parameters<Store['sweep']>[0],
  now: number,
): Removed[] {
  const keep = { olderThan, perApp, kept: JSON.stringify(keptVersions(db, versions)) }
  return db.transaction(() => {
    const gone = new Map<number, Removed>()
    for (const find of [findTooOld, findTooMany]) {
      for (const one of find(db, keep, mostAtOnce - gone.size)) gone.set(one.id, one)
      if (gone.size >= mostAtOnce) break
    }
    for (const { id } of gone.values()) removeDeployment(db, id)
    db.run(deliveriesSql, { olderThan, most: mostSmallAtOnce })
    db.run(eventsSql, { before: now - eventsKeptMs, most: mostSmallAtOnce })
    const ages = { now, dayAgo: now - answersKeptMs, weekAgo: now - reportsKeptMs, olderThan }
    for (const sql of endedSql) db.run(sql, { ...ages, most: mostSmallAtOnce })
    return [...gone.values()].map(({ id, app }) => ({ app, id }))
  })
}

interface Keep {
  readonly olderThan: number
  readonly perApp: number
  /** JSON: deployments whose versions are kept. */
  readonly kept: string
}

/** The deployments that made live what each app keeps, in each of its projects. */
const keptVersions = (db: Database, versions: ReadonlyMap<string, number>): number[] =>
  [...versions].flatMap(([app, most]) =>
    goodProjects(db, app).flatMap(project => goodVersions(db, { app, project }, most).map(({ id }) => id)),
  )

const findTooOld = (db: Database, { olderThan, kept }: Keep, most: number): Removed[] =>
  db.all<Removed>(tooOldSql, { olderThan, kept, most })

function findTooMany(db: Database, { perApp, kept }: Keep, most: number): Removed[] {
  const found: Removed[] = []
  for (const { app } of db.all<{ app: string }>(appsSql)) {
    if (found.length >= most) break
    found.push(...db.all<Removed>(tooManySql, { app, perApp, kept, most: most - found.length }))
  }
  return found
}

const appsSql = `
  WITH RECURSIVE apps (app) AS (
    SELECT min(app) FROM deployments
    UNION ALL
    SELECT (SELECT min(app) FROM deployments WHERE app > apps.app) FROM apps WHERE apps.app IS NOT NULL)
  SELECT app FROM apps WHERE app IS NOT NULL`

/** The delivery goes with the last deployment that it led to. */
function removeDeployment(db: Database, id: number): void {
  const sql = 'DELETE FROM deployments WHERE id = :id RETURNING delivery'
  const delivery = db.get<{ delivery: number | null }>(sql, { id })?.delivery
  if (delivery === null || delivery === undefined) return
  const orphanSql = `DELETE FROM deliveries
    WHERE seq = :delivery AND seq < (SELECT max(seq) FROM deliveries) AND NOT EXISTS (SELECT 1 FROM deployments WHERE delivery = :delivery)`
  db.run(orphanSql, { delivery })
}
