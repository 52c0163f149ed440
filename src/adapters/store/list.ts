import type { Deployment, State } from '../../core/deployment/deployment.ts'
import type { DeploymentFilter } from '../../pipeline/ports/store.ts'
import type { Database, Params } from './database.ts'
import type { EndedDeployments } from './ended.ts'
import { type DeploymentRow, deploymentColumns, known, toDeployment } from './row.ts'
import { holds, likes, mostScattered, mostSearched, startsWith } from './search.ts'
import { isSettled } from './settled.ts'

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
 * as a common one. A search looks through the newest instead.
 */
export function listQuery(filter: DeploymentFilter): { sql: string; params: Params } {
  const { app, states, search, limit, before } = filter
  const ids = search === undefined ? pagesOf(filter).join(' UNION ALL ') : searchedOf(filter)
  return {
    sql: `SELECT ${deploymentColumns} FROM deployments WHERE id IN (${ids || 'SELECT NULL WHERE false'})
      ORDER BY id DESC LIMIT :limit`,
    params: known({
      limit,
      before,
      app,
      ...(search === undefined ? {} : likes(search)),
      states: JSON.stringify(states),
    }),
  }
}

const conditionsOf = ({ app, before }: DeploymentFilter): string[] => [
  ...(before === undefined ? [] : ['id < :before']),
  ...(app === undefined ? [] : ['app = :app']),
]

const whereOf = (conditions: readonly string[]): string =>
  conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`

function pagesOf(filter: DeploymentFilter): string[] {
  const wanted = filter.states === undefined ? [undefined] : [...new Set(filter.states)]
  return wanted.map(state => `SELECT id FROM (${pageOf(filter, state)} ORDER BY id DESC LIMIT :limit)`)
}

/**
 * What an app has settled is looked up where that is kept in order. What waits and runs is little; what was superseded is found among all
 * of the app, as the plus has it.
 */
function pageOf({ app, before }: DeploymentFilter, state: State | undefined): string {
  const of =
    app !== undefined && state !== undefined && isSettled(state)
      ? { table: 'settled', id: 'deployment' }
      : { table: 'deployments', id: 'id' }
  const conditions = [
    ...(before === undefined ? [] : [`${of.id} < :before`]),
    ...(app === undefined ? [] : ['app = :app']),
    ...(state === undefined ? [] : [`${app !== undefined && state === 'superseded' ? '+' : ''}state = '${state}'`]),
  ]
  return `SELECT ${of.id} AS id FROM ${of.table}${whereOf(conditions)}`
}

const fitsText = `(${startsWith('"commit"')} OR ${['branch', 'subject', 'author'].map(holds).join(' OR ')})`

/** The newest of all, or of the app, are read in their order until enough fit. */
const searchedOf = (filter: DeploymentFilter): string => `
  SELECT id FROM (
    SELECT id, state, branch, "commit", subject, author FROM deployments${whereOf(conditionsOf(filter))}
    ORDER BY id DESC LIMIT ${filter.app === undefined ? mostSearched : mostScattered})
  WHERE ${fitsText} ${filter.states === undefined ? '' : 'AND state IN (SELECT value FROM json_each(:states))'}
  ORDER BY id DESC LIMIT :limit`

/** Hops from app to app through the index, so that the number of deployments does not matter. */
export const latestSql = `
  WITH RECURSIVE apps (app) AS (
    SELECT min(app) FROM deployments
    UNION ALL
    SELECT (SELECT min(app) FROM deployments WHERE app > apps.app) FROM apps WHERE apps.app IS NOT NULL)
  SELECT (SELECT max(id) FROM deployments WHERE app = apps.app) AS id FROM apps WHERE apps.app IS NOT NULL ORDER BY app`

/** The newest deployment of each app, by app. */
export function latestDeployments(db: Database, ended: EndedDeployments): Map<string, Deployment> {
  const ids = db.all<{ id: number }>(latestSql).map(({ id }) => id)
  const found = new Map(ended.read(ids).map(deployment => [deployment.id, deployment]))
  return new Map(ids.flatMap(id => found.get(id) ?? []).map(deployment => [deployment.app, deployment]))
}
