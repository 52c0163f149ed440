import { type Deployment, hasReached, stepNames } from '../../core/deployment/deployment.ts'
import type { ProjectKey } from '../../pipeline/ports/store.ts'
import type { Database, Params } from './database.ts'
import { type DeploymentRow, deploymentColumns, toDeployment } from './row.ts'

const builtSteps = stepNames.filter(step => hasReached(step, 'build')).map(step => `'${step}'`)

/** Began and did something: what never started or was skipped changed nothing on the server. */
const attempted = `started_at IS NOT NULL AND state NOT IN ('queued', 'skipped')`

export const lastSucceededSql = `
  SELECT ${deploymentColumns} FROM deployments
  WHERE app = :app AND project_key = :project AND state = 'succeeded'
  ORDER BY id DESC LIMIT 1`

/** A project is known from the plan on; an attempt that ended in \`sync\` had none, whatever its key says. */
export const lastAttemptSql = `
  SELECT ${deploymentColumns} FROM deployments
  WHERE app = :app AND project_key = :project AND id < :before AND ${attempted}
    AND (project IS NOT NULL OR (reached IS NOT NULL AND reached <> 'sync'))
  ORDER BY id DESC LIMIT 1`

export const failedSinceSuccessSql = `
  SELECT ${deploymentColumns} FROM deployments
  WHERE app = :app AND project_key = :project AND id < :before AND ${attempted} AND state <> 'succeeded'
    AND reached IN (${builtSteps.join(', ')})
    AND id > coalesce((SELECT max(good.id) FROM deployments AS good
      WHERE good.app = :app AND good.project_key = :project AND good.state = 'succeeded' AND good.id < :before), 0)
  ORDER BY id DESC`

export const lastProjectSql = `
  SELECT ${deploymentColumns} FROM deployments WHERE id = (
    SELECT max(id) FROM deployments WHERE app = :app AND state = 'succeeded')`

const first = (db: Database, sql: string, params: Params): Deployment | undefined => {
  const row = db.get<DeploymentRow>(sql, params)
  return row && toDeployment(row)
}

/** The diff base of an app and its project. */
export const lastSucceeded = (db: Database, { app, project }: ProjectKey): Deployment | undefined =>
  first(db, lastSucceededSql, { app, project })

/** The last attempt before that deployment, whatever came of it. */
export const lastAttempt = (db: Database, { app, project }: ProjectKey, before: number): Deployment | undefined =>
  first(db, lastAttemptSql, { app, project, before })

/** Attempts since the last success that got as far as `build` and did not succeed, newest first. */
export const failedSinceSuccess = (db: Database, { app, project }: ProjectKey, before: number): Deployment[] =>
  db.all<DeploymentRow>(failedSinceSuccessSql, { app, project, before }).map(toDeployment)

/** The app's last success, to whichever project. */
export const lastProject = (db: Database, app: string): Deployment | undefined => first(db, lastProjectSql, { app })
