import { type Deployment, hasReached, stepNames } from '../../core/deployment/deployment.ts'
import { eachVersion, withVersions } from '../../core/deployment/same-version.ts'
import type { ProjectKey } from '../../pipeline/ports/store.ts'
import type { Database, Params } from './database.ts'
import type { EndedDeployments } from './ended.ts'
import { type DeploymentRow, deploymentColumns, toDeployment } from './row.ts'

const builtSteps = stepNames.filter(step => hasReached(step, 'build')).map(step => `'${step}'`)

/** Ended with a version that is known to run. Written as the index has it, or SQLite would not see that it serves. */
export const isGood = (table: string): string => `${table}.state IN ('succeeded', 'rolled_back')`

/** Began and did something: what never started or was skipped changed nothing on the server. */
const attempted = `began IS NOT NULL AND state NOT IN ('queued', 'skipped')`

/** Began before that deployment did; one that has not begun yet, or is not there, has all of them before it. */
const beganBefore = (table: string): string =>
  `${table}.began < coalesce((SELECT it.began FROM deployments AS it WHERE it.id = :before), ${Number.MAX_SAFE_INTEGER})
    AND ${table}.id <> :before`

export const lastGoodSql = `
  SELECT ${deploymentColumns} FROM deployments
  WHERE app = :app AND project_key = :project AND ${isGood('deployments')}
  ORDER BY began DESC LIMIT 1`

export const goodVersionsSql = `
  SELECT ${deploymentColumns} FROM deployments
  WHERE app = :app AND project_key = :project AND ${isGood('deployments')} AND +state = 'succeeded'
  ORDER BY began DESC LIMIT :limit`

/** A project is known from the plan on; an attempt that ended in `sync` had none, whatever its key says. */
export const lastAttemptSql = `
  SELECT ${deploymentColumns} FROM deployments
  WHERE app = :app AND project_key = :project AND ${attempted} AND ${beganBefore('deployments')}
    AND (project IS NOT NULL OR (reached IS NOT NULL AND reached <> 'sync'))
  ORDER BY began DESC LIMIT 1`

export const failedSinceGoodSql = `
  SELECT ${deploymentColumns} FROM deployments
  WHERE app = :app AND project_key = :project AND ${attempted} AND ${beganBefore('deployments')}
    AND NOT ${isGood('deployments')} AND reached IN (${builtSteps.join(', ')})
    AND began > coalesce((SELECT good.began FROM deployments AS good
      WHERE good.app = :app AND good.project_key = :project AND ${isGood('good')} AND ${beganBefore('good')}
      ORDER BY good.began DESC LIMIT 1), 0)
  ORDER BY began DESC`

export const lastProjectSql = `
  SELECT id FROM deployments WHERE app = :app AND ${isGood('deployments')} ORDER BY began DESC LIMIT 1`

const all = (db: Database, sql: string, params: Params): Deployment[] =>
  db.all<DeploymentRow>(sql, params).map(toDeployment)

/** The diff base of an app and its project: what went live there last, by success or by a rollback that ended well. */
export const lastGood = (db: Database, { app, project }: ProjectKey): Deployment | undefined =>
  all(db, lastGoodSql, { app, project })[0]

/** So many successes are looked at, however often the same version was deployed again. */
const mostGood = 200

/** The last successes, newest first, as many as hold so many different versions. Most often that are the first ones. */
export function goodVersions(
  db: Database,
  { app, project }: ProjectKey,
  versions: number,
  limit = versions,
): readonly Deployment[] {
  const good = all(db, goodVersionsSql, { app, project, limit })
  if (eachVersion(good).length >= versions || good.length < limit || limit >= mostGood)
    return withVersions(good, versions)
  return goodVersions(db, { app, project }, versions, mostGood)
}

export const goodProjectsSql = `
  WITH RECURSIVE projects (project) AS (
    SELECT min(project_key) FROM deployments WHERE app = :app AND ${isGood('deployments')}
    UNION ALL
    SELECT (SELECT min(project_key) FROM deployments
      WHERE app = :app AND ${isGood('deployments')} AND project_key > projects.project)
    FROM projects WHERE projects.project IS NOT NULL)
  SELECT project FROM projects WHERE project IS NOT NULL`

/** The projects that the app was deployed to with success. */
export const goodProjects = (db: Database, app: string): string[] =>
  db.all<{ project: string }>(goodProjectsSql, { app }).map(({ project }) => project)

/** The last attempt before that deployment, whatever came of it. */
export const lastAttempt = (db: Database, { app, project }: ProjectKey, before: number): Deployment | undefined =>
  all(db, lastAttemptSql, { app, project, before })[0]

/** Attempts before that deployment and since the last good one that got as far as `build` and came to no good, newest first. */
export const failedSinceGood = (db: Database, { app, project }: ProjectKey, before: number): Deployment[] =>
  all(db, failedSinceGoodSql, { app, project, before })

/** The app's last good deployment, to whichever project. */
export function lastProject(db: Database, app: string, ended: EndedDeployments): Deployment | undefined {
  const found = db.get<{ id: number }>(lastProjectSql, { app })
  return found && ended.read([found.id])[0]
}
