import { Hono } from 'hono'
import type { Events } from '../pipeline/events.ts'
import type { House } from '../pipeline/house.ts'
import type { AnswerStore } from '../pipeline/ports/answer-store.ts'
import type { Clock } from '../pipeline/ports/clock.ts'
import type { Log } from '../pipeline/ports/log.ts'
import type { Metrics } from '../pipeline/ports/metrics.ts'
import { createAccess, createSocketAccess } from './access/access.ts'
import type { AccessPorts } from './access/access-ports.ts'
import { createTokens } from './access/tokens.ts'
import { createApi } from './api/create-api.ts'
import { createDocuments } from './api/documents.ts'
import type { EventsLimits } from './api/events.ts'
import type { TestChannels } from './api/notify.ts'
import { createDashboard } from './dashboard/dashboard.tsx'
import type { DashboardPorts } from './dashboard/dashboard-ports.ts'
import type { HttpEnv } from './http-env.ts'
import { createMetricsPage } from './metrics.ts'
import { createProbeAnswers } from './probe-answers.ts'
import { createProbes } from './probes.ts'
import { problem, problemOf, problemResponse } from './problem.ts'

export interface AppPorts {
  readonly house: House
  readonly events: Events
  /** Without them, those of a server. */
  readonly eventsLimits?: EventsLimits
  readonly metrics: Pick<Metrics, 'read'>
  readonly clock: Pick<Clock, 'monotonic' | 'now'>
  readonly log: Log
  /** Who may: users, tokens, sessions, the audit trail. */
  readonly access: AccessPorts['access']
  /** Where answers are kept, to be given again to the same request. */
  readonly answers: AnswerStore
  /** `REDHOOK_TOKEN`: an `admin` token. */
  readonly token: () => string | undefined
  readonly testChannels: TestChannels
  /** What of the hook the dashboard tells those who make one. */
  readonly settings: DashboardPorts['settings']
  /** Aborts when the server closes: what would go on for long ends. */
  readonly stopping: AbortSignal
}

/** By which door a request comes: over the network with the token, or through the socket, whose mode is its guard. */
export type Door = 'network' | 'socket'

const notFound = problem(404, 'NOT_FOUND', 'There is nothing here.', 'The API is under /api/v1.')

/** Everything but the hook. */
export function createApp(ports: AppPorts, door: Door): Hono<HttpEnv> {
  const { house, clock, log } = ports
  const app = new Hono<HttpEnv>()
  app.route('/', door === 'network' ? createAccess(ports) : createSocketAccess(ports))
  app.route('/', createProbes(createProbeAnswers(house, clock)))
  app.route('/', createMetricsPage(ports.metrics))
  const tokens = createTokens(ports.access.store, clock)
  const api = createApi({ ...ports, tokens })
  app.route('/api/v1', api)
  app.route('/', createDocuments(api, house.version))
  const tell = (path: string, error: Error) => log.error({ path, err: error }, 'a request failed')
  // Last, since it has a page for whatever nobody else answers.
  if (door === 'network') app.route('/', createDashboard({ ...ports, tokens }, tell))
  app.notFound(() => problemResponse(notFound))
  app.onError((error, c) => {
    const known = problemOf(error)
    if (known.status >= 500) tell(c.req.path, error)
    return problemResponse(known)
  })
  return app
}
