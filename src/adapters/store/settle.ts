import type { Deployment, State } from '../../core/deployment/deployment.ts'
import { planRecovery } from '../../core/deployment/recovery.ts'
import { mergeWishes, whySuperseded } from '../../core/deployment/supersede.ts'
import { mayComeFrom } from '../../core/deployment/transitions.ts'
import { type Failure, RedhookError } from '../../core/errors.ts'
import type { FinalState, Store } from '../../pipeline/ports/store.ts'
import type { Database, Params } from './database.ts'
import { type DeploymentRow, deploymentColumns, parseWishes, toDeployment } from './row.ts'

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
  move(db, id, state, 'finished_at = :now, reason = :reason, error = :error', params)
}

/**
 * Puts a running deployment back into its old place. Where a newer one of the same app waits already, only the newest waits:
 * that one takes over the place and the wishes.
 */
export function requeueDeployment(db: Database, id: number, end: Parameters<Store['requeue']>[1], now: number): void {
  db.transaction(() => {
    if (handOn(db, id, now)) return
    const retries = `retries = retries + ${end.countRetry ? 1 : 0}`
    const attempts = `attempts = attempts - ${end.countAttempt ? 0 : 1}`
    const { availableAt, reason } = end
    move(db, id, 'queued', `available_at = :availableAt, reason = :reason, ${retries}, ${attempts}`, {
      availableAt,
      reason,
    })
  })
}

function handOn(db: Database, id: number, now: number): boolean {
  const older = db.get<DeploymentRow>(`SELECT ${deploymentColumns} FROM deployments WHERE id = :id`, { id })
  if (older?.state !== 'running') return false
  const sql = `SELECT ${deploymentColumns} FROM deployments WHERE app = :app AND state = 'queued'`
  const newer = db.get<DeploymentRow>(sql, { app: older.app })
  if (!newer) return false
  const wishes = JSON.stringify(mergeWishes(parseWishes(older.wishes), parseWishes(newer.wishes)))
  const place = Math.min(older.place, newer.place)
  db.run('UPDATE deployments SET place = :place, wishes = :wishes WHERE id = :id', { place, wishes, id: newer.id })
  const changes = 'superseded_by = :newer, finished_at = :now, reason = :reason'
  move(db, id, 'superseded', changes, { newer: newer.id, now, reason: whySuperseded(newer.id) })
  return true
}

/** Settles what a crash left `running`, and marks the steps it was in. Returns those deployments as they were. */
export function recoverDeployments(db: Database, now: number, maxAttempts: number): Deployment[] {
  return db.transaction(() => {
    const sql = `SELECT ${deploymentColumns} FROM deployments WHERE state = 'running' ORDER BY place`
    const interrupted = db.all<DeploymentRow>(sql).map(toDeployment)
    for (const deployment of interrupted) recoverDeployment(db, deployment, now, maxAttempts)
    return interrupted
  })
}

function recoverDeployment(db: Database, deployment: Deployment, now: number, maxAttempts: number): void {
  const { id } = deployment
  db.run(`UPDATE steps SET result = 'interrupted' WHERE deployment = :id AND result = 'running'`, { id })
  const recovery = planRecovery(deployment, maxAttempts)
  if (recovery.again) {
    const end = { availableAt: now, reason: recovery.reason, countRetry: false, countAttempt: true }
    requeueDeployment(db, id, end, now)
  } else {
    finishDeployment(db, id, 'failed', now, recovery)
  }
}
