import { isFinal, states } from '../../core/deployment/deployment.ts'
import type { Store } from '../../pipeline/ports/store.ts'
import type { Database } from './database.ts'
import { isGood } from './history.ts'

/** What one call removes at most of each kind, so that it does not hold up the deliveries that come in. */
const mostAtOnce = 250

const finalStates = states.filter(isFinal).map(state => `'${state}'`)

/** The last good one of a project, and what was attempted since. */
const isCurrent = `began IS NOT NULL AND state <> 'skipped'
    AND began >= coalesce((SELECT good.began FROM deployments AS good
      WHERE good.app = deployments.app AND good.project_key = deployments.project_key AND ${isGood('good')}
      ORDER BY good.began DESC LIMIT 1), began + 1)`

/** One of the newest successes of a project, as many as the app keeps versions. */
const isKeptVersion = `state = 'succeeded'
    AND (SELECT count(*) FROM deployments AS newer
      WHERE newer.app = deployments.app AND newer.project_key = deployments.project_key AND ${isGood('newer')}
        AND newer.began > deployments.began AND +newer.state = 'succeeded')
      < coalesce((SELECT value FROM json_each(:versions) WHERE key = deployments.app), 0)`

/** A diff base, an attempt made since then, a kept version, and anything unfinished are never removed. */
const removable = `state IN (${finalStates.join(', ')}) AND NOT (${isCurrent}) AND NOT (${isKeptVersion})`

export const tooOldSql = `
  SELECT id, app FROM deployments WHERE created_at < :olderThan AND ${removable} ORDER BY created_at, id LIMIT :most`

export const tooManySql = `
  SELECT id, app FROM deployments
  WHERE app = :app AND ${removable}
    AND id <= (SELECT nth.id FROM deployments AS nth WHERE nth.app = :app ORDER BY nth.id DESC LIMIT 1 OFFSET :perApp)
  ORDER BY id LIMIT :most`

/** A delivery goes when it is too old, or when the deployments that it led to are gone. */
const deliveriesSql = `
  DELETE FROM deliveries WHERE seq IN (
    SELECT seq FROM deliveries
    WHERE received_at < :olderThan AND NOT EXISTS (SELECT 1 FROM deployments WHERE delivery = deliveries.seq)
    ORDER BY received_at LIMIT :most)`

interface Removed {
  readonly id: number
  readonly app: string
}

/** Removes what is no longer kept, at most 250 deployments and as many deliveries a call; call again until it returns none. */
export function sweep(db: Database, { olderThan, perApp, versions }: Parameters<Store['sweep']>[0]): Removed[] {
  const keep = { olderThan, perApp, versions: JSON.stringify(Object.fromEntries(versions)) }
  return db.transaction(() => {
    const gone = new Map<number, Removed>()
    for (const find of [findTooOld, findTooMany]) {
      for (const one of find(db, keep, mostAtOnce - gone.size)) gone.set(one.id, one)
      if (gone.size >= mostAtOnce) break
    }
    for (const { id } of gone.values()) removeDeployment(db, id)
    db.run(deliveriesSql, { olderThan, most: mostAtOnce })
    return [...gone.values()].map(({ id, app }) => ({ app, id }))
  })
}

interface Keep {
  readonly olderThan: number
  readonly perApp: number
  /** JSON: by app. */
  readonly versions: string
}

const findTooOld = (db: Database, { olderThan, versions }: Keep, most: number): Removed[] =>
  db.all<Removed>(tooOldSql, { olderThan, versions, most })

function findTooMany(db: Database, { perApp, versions }: Keep, most: number): Removed[] {
  const found: Removed[] = []
  for (const { app } of db.all<{ app: string }>(appsSql)) {
    if (found.length >= most) break
    found.push(...db.all<Removed>(tooManySql, { app, perApp, versions, most: most - found.length }))
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
    WHERE seq = :delivery AND NOT EXISTS (SELECT 1 FROM deployments WHERE delivery = :delivery)`
  db.run(orphanSql, { delivery })
}
