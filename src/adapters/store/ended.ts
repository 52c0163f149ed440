import { type Deployment, isFinal } from '../../core/deployment/deployment.ts'
import type { Database } from './database.ts'
import { type DeploymentRow, deploymentColumns, toDeployment } from './row.ts'

/** The newest and the live deployment of some hundred apps; a few kilobytes each. */
const mostKept = 1_000

/** Deployments that have ended do not change any more: those that each look at all apps shows are read and parsed once. */
export interface EndedDeployments {
  /** The deployments by these ids, in no order; those that are not there are left out. */
  read(ids: readonly number[]): Deployment[]
  /** What is known of this one may not hold any more. */
  forget(id: number): void
}

export const byIdsSql = `SELECT ${deploymentColumns} FROM deployments WHERE id IN (SELECT value FROM json_each(:ids))`

/** Keeps nothing of what waits or runs. */
export function createEndedDeployments(db: Database): EndedDeployments {
  const kept = new Map<number, Deployment>()
  const keep = (deployment: Deployment) => {
    if (isFinal(deployment.state)) kept.set(deployment.id, deployment)
    const oldest = kept.size > mostKept ? kept.keys().next().value : undefined
    if (oldest !== undefined) kept.delete(oldest)
  }
  return {
    read(ids) {
      const known = ids.flatMap(id => kept.get(id) ?? [])
      const unknown = ids.filter(id => !kept.has(id))
      if (unknown.length === 0) return known
      const found = db.all<DeploymentRow>(byIdsSql, { ids: JSON.stringify(unknown) }).map(toDeployment)
      for (const deployment of found) keep(deployment)
      return [...known, ...found]
    },
    forget: id => void kept.delete(id),
  }
}
