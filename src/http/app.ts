import { Hono } from 'hono'
import type { House } from '../pipeline/house.ts'
import type { Clock } from '../pipeline/ports/clock.ts'
import type { Log } from '../pipeline/ports/log.ts'
import { createAppsApi } from './api/apps.ts'
import { createDeploymentsApi } from './api/deployments.ts'
import { createLogApi } from './api/log.ts'
import { createVersionsApi } from './api/versions.ts'
import { requireToken } from './auth.ts'
import { createProbes } from './probes.ts'
import { problem, problemOf, problemResponse } from './problem.ts'

export interface AppPorts {
  readonly house: House
  readonly clock: Pick<Clock, 'monotonic'>
  readonly log: Log
  /** `REDHOOK_TOKEN`; without one nobody comes in over the network. */
  readonly token: () => string | undefined
  /** Aborts when the server closes: what would go on for long ends. */
  readonly stopping: AbortSignal
}

/** By which door a request comes: over the network with the token, or through the socket, whose mode is its guard. */
export type Door = 'network' | 'socket'

const notFound = problem(404, 'NOT_FOUND', 'There is nothing here.', 'The API is under /api/v1.')

/** Everything but the hook. */
export function createApp(ports: AppPorts, door: Door): Hono {
  const { house, clock, log, stopping } = ports
  const by = door === 'socket' ? 'redhook' : 'api'
  const app = new Hono()
  if (door === 'network') app.use('/api/*', requireToken(ports.token))
  app.route('/', createProbes(house, clock))
  app.route('/api/v1', createAppsApi(house))
  app.route('/api/v1', createDeploymentsApi(house, by))
  app.route('/api/v1', createVersionsApi(house, by))
  app.route('/api/v1', createLogApi(house, stopping))
  app.notFound(() => problemResponse(notFound))
  app.onError((error, c) => {
    const known = problemOf(error)
    if (known.status >= 500) log.error({ path: c.req.path, err: error }, 'a request failed')
    return problemResponse(known)
  })
  return app
}
