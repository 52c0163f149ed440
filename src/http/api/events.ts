import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { RedhookError } from '../../core/errors.ts'
import type { Events, EventsScope } from '../../pipeline/events.ts'
import { parsePosition } from '../../pipeline/events-position.ts'
import type { House } from '../../pipeline/house.ts'
import type { HttpEnv } from '../http-env.ts'
import { problem, problemResponse } from '../problem.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { findDeployment } from './deployments.ts'
import { eventSchema } from './events-json.ts'
import { appParam, deploymentParam } from './params.ts'
import { eventsFormats, streamEvents } from './stream-events.ts'

const query = z.strictObject({
  log: z
    .enum(['true', 'false'])
    .optional()
    .openapi({ description: 'Lines of logs too; only for those who may see logs', default: 'false' }),
  after: z.string().max(10_000).optional().openapi({
    description: 'The id of the last message that came. The header Last-Event-ID, which browsers send, goes before it.',
    example: '1234;57:810',
  }),
})

const headers = z.object({
  'last-event-id': z.string().max(10_000).optional().openapi({ example: '1234;57:810' }),
  accept: z.string().optional().openapi({ description: '`application/x-ndjson`: a line of JSON for each message' }),
})

const words =
  `Server-sent events, from now on or from a position on; whoever comes back with the last id misses nothing and gets nothing
twice. \`hello\` comes first. \`state\` and \`step\` tell of deployments, \`hold\` of locks and detours, \`log\` has an array of lines, \`gap\`
says how many events or lines are no longer kept. A comment comes when nothing else does for 15 s. With \`log=true\`, a log of which the position says nothing is told from its
start.`.replaceAll('\n', ' ')

const responses = {
  200: {
    description: 'The messages, one after the other; each of `application/x-ndjson` is one Event',
    content: { 'text/event-stream': { schema: z.string() }, 'application/x-ndjson': { schema: eventSchema } },
  },
}

const all = defineRoute({
  method: 'get',
  path: '/events',
  operationId: 'followAll',
  summary: 'What happens, as it happens',
  description: words,
  tags: ['Events'],
  'x-role': 'view',
  request: { query, headers },
  responses,
})

const ofApp = defineRoute({
  method: 'get',
  path: '/apps/{app}/events',
  operationId: 'followApp',
  summary: 'What happens to one app',
  description: words,
  tags: ['Events'],
  'x-role': 'view',
  request: { params: appParam, query, headers },
  responses,
})

const ofDeployment = defineRoute({
  method: 'get',
  path: '/deployments/{id}/events',
  operationId: 'followDeployment',
  summary: 'What happens to one deployment, until it has ended',
  description: `${words} Once the deployment has ended and its log is told, \`end\` comes last.`,
  tags: ['Events'],
  'x-role': 'view',
  request: { params: deploymentParam, query, headers },
  responses,
})

export interface EventsApiPorts {
  readonly house: Pick<House, 'apps' | 'getDeployment' | 'listDeployments'>
  readonly events: Events
  /** Aborts when the server closes. */
  readonly stopping: AbortSignal
}

/** Bounds of the streams. */
export interface EventsLimits {
  readonly heartbeatMs: number
  /** Streams that are open at once. */
  readonly streams: number
}

const defaultLimits: EventsLimits = { heartbeatMs: 15_000, streams: 500 }

type Asked = Pick<EventsScope, 'app' | 'deployment'>
type Question = z.output<typeof query>

/** Streams of events: of everything, an app, a deployment. */
export function addEvents(api: Api, ports: EventsApiPorts, limits: EventsLimits = defaultLimits): void {
  const { house } = ports
  const answer = (c: Context<HttpEnv>, asked: Asked, question: Question) => follow(c, asked, question, ports, limits)
  api.add(all, c => answer(c, {}, c.req.valid('query')))
  api.add(ofApp, c => {
    const { app } = c.req.valid('param')
    requireApp(house, app)
    return answer(c, { app }, c.req.valid('query'))
  })
  api.add(ofDeployment, c => {
    const { id } = findDeployment(house, c.req.valid('param').id)
    return answer(c, { deployment: id }, c.req.valid('query'))
  })
}

function follow(
  c: Context<HttpEnv>,
  asked: Asked,
  { log, after }: Question,
  { events, stopping }: EventsApiPorts,
  { heartbeatMs, streams }: EventsLimits,
): Response {
  const { seesLogs } = c.var.actor
  const from = c.req.header('last-event-id') ?? after
  const position = from === undefined ? {} : { after: parsePosition(from) }
  if (events.count() >= streams) return problemResponse(tooMany(streams), { 'retry-after': '10' })
  const scope = { ...asked, ...position, log: log === 'true' && seesLogs }
  const format = eventsFormats[/ndjson|application\/json/.test(c.req.header('accept') ?? '') ? 'ndjson' : 'sse']
  const mayStill = c.var.mayStill ?? (() => true)
  const body = () => streamEvents(() => events.open(scope), { format, stopping, heartbeatMs, mayStill })
  return new Response(c.req.method === 'HEAD' ? null : body(), { headers: headersOf(format.contentType) })
}

/** Proxies neither keep it nor gather it. */
const headersOf = (contentType: string) => ({
  'content-type': contentType,
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
})

const tooMany = (streams: number) =>
  problem(
    503,
    'BUSY',
    `${streams} streams of events are open.`,
    'Close pages that nobody looks at, or try again later.',
  )

/** An app that has left the registry still has a history. */
function requireApp(house: EventsApiPorts['house'], app: string): void {
  if (house.listDeployments({ app, limit: 1 }).length > 0 || house.apps().some(known => known.app === app)) return
  throw new RedhookError(`There is no app ${JSON.stringify(app)}`, {
    code: 'APP_UNKNOWN',
    hint: '`redhook status` lists the apps.',
  })
}
