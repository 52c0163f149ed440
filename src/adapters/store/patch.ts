import { hasReached, type StepName } from '../../core/deployment/deployment.ts'
import { RedhookError } from '../../core/errors.ts'
import type { DeploymentPatch } from '../../pipeline/ports/store.ts'
import type { Database } from './database.ts'

/** Columns by field; `reached` is not among them, since it only moves forward. */
const columns = {
  branch: 'branch',
  base: 'base',
  commit: '"commit"',
  color: 'color',
  project: 'project',
  plan: 'plan',
  inputs: 'inputs',
  reason: 'reason',
  error: 'error',
  previous: 'previous',
  version: 'version',
  outcome: 'outcome',
} as const satisfies Record<Exclude<keyof DeploymentPatch, 'reached'>, string>

/** Changes a running deployment; fields that are absent stay. */
export function patchDeployment(db: Database, id: number, patch: DeploymentPatch): void {
  const fields = (Object.keys(columns) as (keyof typeof columns)[]).filter(field => patch[field] !== undefined)
  const sets = fields.map(field => `${columns[field]} = :${field}`)
  const values = Object.fromEntries(fields.map(field => [field, toColumn(patch[field])]))
  db.transaction(() => {
    const sql = `UPDATE deployments SET ${['id = id', ...sets].join(', ')} WHERE id = :id AND state = 'running'`
    if (db.run(sql, { ...values, id }) !== 1) throw notRunning(id)
    if (patch.reached !== undefined) advanceReached(db, id, patch.reached)
  })
}

/** `reached` is the furthest step over all attempts: a second attempt does not take it back to its start. */
export function advanceReached(db: Database, id: number, step: StepName): void {
  const row = db.get<{ reached: StepName | null }>('SELECT reached FROM deployments WHERE id = :id', { id })
  if (hasReached(row?.reached ?? undefined, step)) return
  db.run('UPDATE deployments SET reached = :step WHERE id = :id', { step, id })
}

const toColumn = (value: string | object | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

const notRunning = (id: number): RedhookError =>
  new RedhookError(`Deployment ${id} does not run and cannot be changed`, {
    code: 'INTERNAL',
    hint: 'This is a bug in Redhook. Please report it with the log of this deployment.',
  })
