import type { Deployment } from '../../core/deployment/deployment.ts'
import type { DeploymentFilter } from '../../pipeline/ports/store.ts'
import type { Database, Params } from './database.ts'
import { type DeploymentRow, deploymentColumns, toDeployment } from './row.ts'

/** One deployment, or undefined when there is none by that id. */
export function getDeployment(db: Database, id: number): Deployment | undefined {
  const row = db.get<DeploymentRow>(`SELECT ${deploymentColumns} FROM deployments WHERE id = :id`, { id })
  return row && toDeployment(row)
}

/** Deployments that fit the filter, newest first. */
export function listDeployments(db: Database, filter: DeploymentFilter): Deployment[] {
  const { sql, params } = listQuery(filter)
  return db.all<DeploymentRow>(sql, params).map(toDeployment)
}

/**
 * One subquery a state, each of which walks an index from its newest end and stops at the limit: a rare state costs as little
 * as a common one.
 */
export function listQuery({ app, states, limit, before }: DeploymentFilter): { sql: string; params: Params } {
  const wanted = states === undefined ? [undefined] : [...new Set(states)]
  const conditions = [...(before === undefined ? [] : ['id < :before']), ...(app === undefined ? [] : ['app = :app'])]
  const pages = wanted.map((state, index) => {
    const where = [...conditions, ...(state === undefined ? [] : [stateCondition(index, app !== undefined)])]
    return `SELECT id FROM (SELECT id FROM deployments${where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`}
      ORDER BY id DESC LIMIT :limit)`
  })
  const none = 'SELECT NULL WHERE false'
  return {
    sql: `SELECT ${deploymentColumns} FROM deployments WHERE id IN (${pages.join(' UNION ALL ') || none})
      ORDER BY id DESC LIMIT :limit`,
    params: {
      limit,
      ...(before === undefined ? {} : { before }),
      ...(app === undefined ? {} : { app }),
      ...Object.fromEntries(wanted.flatMap((state, index) => (state === undefined ? [] : [[`state${index}`, state]]))),
    },
  }
}

/** The plus keeps SQLite on the index by app: an app has fewer deployments than a state has. */
const stateCondition = (index: number, hasApp: boolean): string => `${hasApp ? '+' : ''}state = :state${index}`

/** Hops from app to app through the index, so that the number of deployments does not matter. */
export const latestSql = `
  WITH RECURSIVE apps (app) AS (
    SELECT min(app) FROM deployments
    UNION ALL
    SELECT (SELECT min(app) FROM deployments WHERE app > apps.app) FROM apps WHERE apps.app IS NOT NULL)
  SELECT ${deploymentColumns} FROM deployments
  WHERE id IN (SELECT (SELECT max(id) FROM deployments WHERE app = apps.app) FROM apps WHERE apps.app IS NOT NULL)
  ORDER BY app`

/** The newest deployment of each app, by app. */
export const latestDeployments = (db: Database): Map<string, Deployment> =>
  new Map(db.all<DeploymentRow>(latestSql).map(row => [row.app, toDeployment(row)]))
