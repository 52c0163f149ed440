import type { Deployment, State } from '../../core/deployment/deployment.ts'
import { planRecovery, type Recovery } from '../../core/deployment/recovery.ts'
import { mergeWishes, whySuperseded } from '../../core/deployment/supersede.ts'
import { mayComeFrom } from '../../core/deployment/transitions.ts'
import { urgencies, urgencyOf } from '../../core/deployment/urgency.ts'
import { type Failure, RedhookError } from '../../core/errors.ts'
import type { FinalState, Store } from '../../pipeline/ports/store.ts'
import type { Database, Params } from './database.ts'
import { handPreviousOnSql } from './enqueue.ts'
import { patchDeployment } from './patch.ts'
import { type DeploymentRow, deploymentColumns, parseWishes, toDeployment } from './row.ts'
import { rememberSettled } from './settled.ts'

const isOneOf = (states: readonly State[]): string => `state IN (${states.map(state => `'${state}'`).join(', ')})`

/** Moves a deployment, if its state allows it; anything else is a bug that must not pass unseen. */
function move(db: Database, id: number, to: State, changes: string, params: Params): void {
  const sql = `UPDATE deployments SET state = :to, ${changes} WHERE id = :id AND ${isOneOf(mayComeFrom(to))}`
  if (db.run(sql, { ...params, id, to }) === 1) return
  const from = db.get<{ state: State }>('SELECT state FROM deployments WHERE id = :id', { id })?.state ?? 'missing'
  throw new RedhookError(`Deployment ${id} is ${from} and cannot become ${to}`, {
    code: 'INTERNAL',
    hint: 'This is a bug in Redhook. Please report it with the log of this deployment.',
  })
}

/** Ends a deployment for good. */
export function finishDeployment(
  db: Database,
  id: number,
  state: FinalState,
  now: number,
  { reason, error }: { reason: string; error?: Failure },
): void {
  const params = { now, reason, error: error === undefined ? null : JSON.stringify(error) }
  db.transaction(() => {
    move(db, id, state, 'finished_at = :now, reason = :reason, error = :error', params)
    rememberSettled(db, id, state)
    if (state === 'succeeded' || state === 'rolled_back') db.run(forgetPreviousSql, { id })
  })
}

/** What had begun, and was overtaken by a rollback, finds something else running when its turn comes again. */
const forgetPreviousSql = `
  UPDATE details SET previous = NULL
  WHERE previous IS NOT NULL AND deployment IN (SELECT waiting.id FROM deployments AS waiting
    WHERE waiting.state = 'queued' AND waiting.app = (SELECT ended.app FROM deployments AS ended WHERE ended.id = :id))`

/**
 * Puts a running deployment back into its old place. Where a newer one of the same app and urgency waits already, only the newest waits:
 * that one takes over the place, the wishes and what ran before. A way back is never handed on.
 */
export function requeueDeployment(db: Database, id: number, end: Parameters<Store['requeue']>[1], now: number): void {
  db.transaction(() => {
    const row = db.get<DeploymentRow>(`SELECT ${deploymentColumns} FROM deployments WHERE id = :id`, { id })
    const older = row && toDeployment(row)
    const urgency = older === undefined ? urgencies.push : urgencyOf(older)
    if (row?.state === 'running' && handOn(db, row, urgency, now)) return
    const retries = `retries = retries + ${end.countRetry ? 1 : 0}`
    const attempts = `attempts = attempts - ${end.countAttempt ? 0 : 1}`
    const { availableAt, reason } = end
    const changes = `available_at = :availableAt, reason = :reason, urgency = :urgency, ${retries}, ${attempts}`
    move(db, id, 'queued', changes, { availableAt, reason, urgency })
  })
}

const handOnSql = `
  UPDATE deployments SET place = :place, wishes = :wishes, project = coalesce(project, :project), color = coalesce(color, :color)
  WHERE id = :id`

function handOn(db: Database, older: DeploymentRow, urgency: number, now: number): boolean {
  const sql = `SELECT ${deploymentColumns} FROM deployments
    WHERE app = :app AND state = 'queued' AND urgency BETWEEN :urgency AND :most ORDER BY urgency DESC LIMIT 1`
  const most = urgency === urgencies.ref ? urgencies.push : urgency
  const newer = db.get<DeploymentRow>(sql, { app: older.app, urgency, most })
  if (!newer) return false
  const { previous, project, color } = older
  const wishes = JSON.stringify(mergeWishes(parseWishes(older.wishes), parseWishes(newer.wishes)))
  const place = Math.min(older.place, newer.place)
  db.run(handOnSql, { place, wishes, project, color, id: newer.id })
  if (previous !== null) db.run(handPreviousOnSql, { id: newer.id, previous })
  const changes = 'superseded_by = :newer, finished_at = :now, reason = :reason'
  const reason = whySuperseded(newer.id, toDeployment(newer).cause)
  move(db, older.id, 'superseded', changes, { newer: newer.id, now, reason })
  return true
}

/** Settles what a crash left `running`, and marks the steps it was in. Returns those deployments as they were. */
export function recoverDeployments(db: Database, now: number, maxAttempts: number): Deployment[] {
  return db.transaction(() => {
    const sql = `SELECT ${deploymentColumns} FROM deployments WHERE state = 'running' ORDER BY place`
    const interrupted = db.all<DeploymentRow>(sql).map(toDeployment)
    for (const { id, ...deployment } of interrupted) {
      db.run(`UPDATE steps SET result = 'interrupted' WHERE deployment = :id AND result = 'running'`, { id })
      carryOut(db, id, planRecovery(deployment, maxAttempts), now)
    }
    return interrupted
  })
}

function carryOut(db: Database, id: number, recovery: Recovery, now: number): void {
  if (recovery.what === 'end') {
    finishDeployment(db, id, 'failed', now, recovery)
    return
  }
  if (recovery.what === 'back') patchDeployment(db, id, { reached: 'rollback', error: recovery.error })
  const end = { availableAt: now, reason: recovery.reason, countRetry: false, countAttempt: true }
  requeueDeployment(db, id, end, now)
}
