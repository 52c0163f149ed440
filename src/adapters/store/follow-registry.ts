import type { Deployment } from '../../core/deployment/deployment.ts'
import type { Database } from './database.ts'
import { getDeployment } from './list.ts'
import { finishDeployment } from './settle.ts'

/** Makes the queue fit a new registry, in one transaction. Returns the deployments that were cancelled, as they are now. */
export function followRegistry(
  db: Database,
  apps: readonly { app: string; lane: string }[],
  now: number,
): Deployment[] {
  const lanes = new Map(apps.map(({ app, lane }) => [app, lane]))
  return db.transaction(() => {
    const sql = `SELECT id, app, lane FROM deployments WHERE state = 'queued'`
    const queued = db.all<{ id: number; app: string; lane: string }>(sql)
    const gone = queued.filter(({ app }) => !lanes.has(app))
    for (const { id, app } of gone) {
      finishDeployment(db, id, 'cancelled', now, { reason: `The app ${app} left the registry before its turn came` })
    }
    for (const { id, app, lane } of queued) {
      const newLane = lanes.get(app)
      if (newLane === undefined || newLane === lane) continue
      db.run('UPDATE deployments SET lane = :newLane WHERE id = :id', { newLane, id })
    }
    return gone.flatMap(({ id }) => getDeployment(db, id) ?? [])
  })
}
