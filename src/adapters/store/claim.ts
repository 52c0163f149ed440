import type { Deployment } from '../../core/deployment/deployment.ts'
import { longestWaitMs } from '../../core/deployment/retry.ts'
import { urgencies } from '../../core/deployment/urgency.ts'
import type { Database } from './database.ts'
import { type DeploymentRow, deploymentColumns, toDeployment } from './row.ts'

/** What is more urgent of the same app goes first, also while it waits to try again. Among apps a ref is as urgent as a tip. */
const isFree = `deployments.lane NOT IN (SELECT lane FROM deployments WHERE state = 'running')
      AND deployments.app NOT IN (SELECT app FROM deployments WHERE state = 'running')
      AND NOT EXISTS (SELECT 1 FROM deployments AS ahead
        WHERE ahead.app = deployments.app AND ahead.state = 'queued' AND ahead.urgency > deployments.urgency)`

/** A lock holds all but a way back that was interrupted: till that ends, what runs is neither the old version nor the new one. */
const isHeld = `urgency < ${urgencies.wayBack} AND EXISTS (SELECT 1 FROM locks
      WHERE locks.app = deployments.app AND (locks.until IS NULL OR locks.until > :now))`

/** It waits no longer; or longer than any does, since the clock was put back. */
const isDue = `available_at NOT BETWEEN :now + 1 AND :now + ${longestWaitMs}`

/** The next in the order in which the deployments of an app began. */
const nextToBegin = `(SELECT coalesce(max(before.began), 0) + 1 FROM deployments AS before
    WHERE before.app = deployments.app AND before.began IS NOT NULL)`

/**
 * The claim, its lane's exclusion and its attempt count are one statement, so that no two claims can disagree. The failure that a way back
 * makes good is kept; one of an attempt that runs anew is forgotten.
 */
export const claimSql = `
  UPDATE deployments
  SET state = 'running', started_at = coalesce(started_at, :now), began = ${nextToBegin}, attempts = attempts + 1, reason = NULL,
    error = CASE WHEN reached = 'rollback' THEN error END
  WHERE id = (
    SELECT id FROM deployments
    WHERE state = 'queued' AND ${isDue} AND ${isFree} AND NOT (${isHeld})
    ORDER BY max(urgency, 0) DESC, place LIMIT 1)
  RETURNING ${deploymentColumns}`

/**
 * Takes the next deployment, as `Store.claim` promises. A power cut may forget it as long as nothing was decided: it waits again then.
 */
export function claimNext(db: Database, now: number): Deployment | undefined {
  const row = db.withoutSync(() => db.get<DeploymentRow>(claimSql, { now }))
  return row && toDeployment(row)
}

/** What a lock holds is available when that ends: never, where it has no end. */
const availableAt = `CASE WHEN locks.app IS NULL OR urgency = ${urgencies.wayBack} THEN available_at ELSE max(available_at, locks.until) END`

export const nextAvailableSql = `
  SELECT min(${availableAt}) AS at FROM deployments LEFT JOIN locks ON locks.app = deployments.app
  WHERE state = 'queued' AND ${isFree}`

/**
 * When the next deployment can be claimed. One behind a busy lane does not count, since what runs there ends first; nor does one behind
 * a lock without an end.
 */
export const nextAvailableAt = (db: Database): number | undefined =>
  db.get<{ at: number | null }>(nextAvailableSql)?.at ?? undefined

/** How many deployments wait and run. */
export function countUnfinished(db: Database): { queued: number; running: number } {
  const count = (state: 'queued' | 'running') =>
    db.get<{ n: number }>('SELECT count(*) AS n FROM deployments WHERE state = :state', { state })?.n ?? 0
  return { queued: count('queued'), running: count('running') }
}
