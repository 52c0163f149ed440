import type { Deployment } from '../../core/deployment/deployment.ts'
import type { Database } from './database.ts'
import { type DeploymentRow, deploymentColumns, toDeployment } from './row.ts'

const isFree = `lane NOT IN (SELECT lane FROM deployments WHERE state = 'running')
      AND app NOT IN (SELECT app FROM deployments WHERE state = 'running')`

/** The claim, its lane's exclusion and its attempt count are one statement, so that no two claims can disagree. */
export const claimSql = `
  UPDATE deployments
  SET state = 'running', started_at = coalesce(started_at, :now), attempts = attempts + 1, reason = NULL
  WHERE id = (
    SELECT id FROM deployments
    WHERE state = 'queued' AND available_at <= :now AND ${isFree}
    ORDER BY place LIMIT 1)
  RETURNING ${deploymentColumns}`

/** Takes the next deployment, as `Store.claim` promises. */
export function claimNext(db: Database, now: number): Deployment | undefined {
  const row = db.get<DeploymentRow>(claimSql, { now })
  return row && toDeployment(row)
}

export const nextAvailableSql = `
  SELECT min(available_at) AS at FROM deployments
  WHERE state = 'queued' AND ${isFree}`

/** When the next deployment can be claimed; one behind a busy lane does not count, since what runs there ends first. */
export const nextAvailableAt = (db: Database): number | undefined =>
  db.get<{ at: number | null }>(nextAvailableSql)?.at ?? undefined

/** How many deployments wait and run. */
export function countUnfinished(db: Database): { queued: number; running: number } {
  const count = (state: 'queued' | 'running') =>
    db.get<{ n: number }>('SELECT count(*) AS n FROM deployments WHERE state = :state', { state })?.n ?? 0
  return { queued: count('queued'), running: count('running') }
}
