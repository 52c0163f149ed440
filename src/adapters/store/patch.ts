import { hasReached, type StepName } from '../../core/deployment/deployment.ts'
import { RedhookError } from '../../core/errors.ts'
import type { DeploymentPatch } from '../../pipeline/ports/store.ts'
import type { Database } from './database.ts'
import { detailColumns, known } from './row.ts'

/** Columns by field; `reached` is not among them, since it only moves forward. */
const columns = {
  branch: 'branch',
  base: 'base',
  commit: '"commit"',
  color: 'color',
  project: 'project',
  reason: 'reason',
  error: 'error',
} as const satisfies Partial<Record<keyof DeploymentPatch, string>>

/** What the way back and the next plan are made of. It is on disk before anything is done about it. */
const durable = ['plan', 'inputs', 'previous', 'reached'] as const satisfies readonly (keyof DeploymentPatch)[]

/** Changes a running deployment; fields that are absent stay. The rest comes to the disk with the next durable write. */
export function patchDeployment(db: Database, id: number, patch: DeploymentPatch): void {
  const write = () => db.transaction(() => writePatch(db, id, patch))
  if (durable.some(field => field in patch)) write()
  else db.withoutSync(write)
}

function writePatch(db: Database, id: number, patch: DeploymentPatch): void {
  const { subject, author } = patch.about ?? {}
  const values = { ...toColumns(patch), ...known({ subject, author }) }
  const sets = [
    ...(Object.keys(columns) as (keyof typeof columns)[]).map(field => [field, columns[field]] as const),
    ...(['subject', 'author'] as const).map(field => [field, field] as const),
  ].flatMap(([field, column]) => (field in values ? `${column} = :${field}` : []))
  const sql = `UPDATE deployments SET ${['id = id', ...sets].join(', ')} WHERE id = :id AND state = 'running'`
  if (db.run(sql, { ...values, id }) !== 1) throw notRunning(id)
  patchDetails(db, id, values)
  if (patch.reached !== undefined) advanceReached(db, id, patch.reached)
}

function patchDetails(db: Database, id: number, values: Readonly<Record<string, string>>): void {
  const given = detailColumns.filter(column => column in values)
  if (given.length === 0) return
  const sql = `INSERT INTO details (deployment, ${given.join(', ')}) VALUES (:id, ${given.map(column => `:${column}`).join(', ')})
    ON CONFLICT (deployment) DO UPDATE SET ${given.map(column => `${column} = :${column}`).join(', ')}`
  db.run(sql, { ...values, id })
}

/** `reached` is the furthest step over all attempts: a second attempt does not take it back to its start. */
export function advanceReached(db: Database, id: number, step: StepName): void {
  const row = db.get<{ reached: StepName | null }>('SELECT reached FROM deployments WHERE id = :id', { id })
  if (hasReached(row?.reached ?? undefined, step)) return
  db.run('UPDATE deployments SET reached = :step WHERE id = :id', { step, id })
}

const toColumns = (patch: DeploymentPatch): Record<string, string> =>
  Object.fromEntries(
    Object.entries(patch).flatMap(([field, value]) =>
      value === undefined ? [] : [[field, typeof value === 'string' ? value : JSON.stringify(value)]],
    ),
  )

const notRunning = (id: number): RedhookError =>
  new RedhookError(`Deployment ${id} does not run and cannot be changed`, {
    code: 'INTERNAL',
    hint: 'This is a bug in Redhook. Please report it with the log of this deployment.',
  })
