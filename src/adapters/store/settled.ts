import { isFinal, type State } from '../../core/deployment/deployment.ts'
import type { Database } from './database.ts'

/** Whether a deployment in this state ended by itself or by somebody's wish: it is written down among those that did. */
export const isSettled = (state: State): boolean => isFinal(state) && state !== 'superseded'

const settleSql = `
  INSERT INTO settled (deployment, app, state, created_at, finished_at, is_push)
  SELECT id, app, state, created_at, finished_at, delivery IS NOT NULL FROM deployments WHERE id = :id`

/** Writes down that a deployment ended. Must run in the transaction that ends it. */
export function rememberSettled(db: Database, id: number, state: State): void {
  if (isSettled(state)) db.run(settleSql, { id })
}
