import type { Step, StepName } from '../../core/deployment/deployment.ts'
import type { Database } from './database.ts'
import { advanceReached } from './patch.ts'

const beginSql = `
  INSERT INTO steps (deployment, number, name, started_at, result)
  SELECT :id, coalesce(max(number), 0) + 1, :step, :now, 'running' FROM steps WHERE deployment = :id`

const endSql = `
  UPDATE steps SET result = :result, duration_ms = :durationMs
  WHERE deployment = :id AND number = (
    SELECT max(number) FROM steps WHERE deployment = :id AND name = :step AND result = 'running')`

/** Adds a step that runs, and moves `reached` on to it. */
export function beginStep(db: Database, id: number, step: StepName, now: number): void {
  db.withoutSync(() =>
    db.transaction(() => {
      db.run(beginSql, { id, step, now })
      advanceReached(db, id, step)
    }),
  )
}

/** Ends the newest running step of that name; without one nothing happens. */
export function endStep(db: Database, id: number, step: StepName, result: Step['result'], durationMs: number): void {
  db.withoutSync(() => db.run(endSql, { id, step, result, durationMs }))
}
