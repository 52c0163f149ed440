import { z } from '@hono/zod-openapi'
import type { TypedResponse } from 'hono'
import type { House } from '../../pipeline/house.ts'
import { forbidden } from '../access/refuse.tsx'
import { problemThrown } from '../problem.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { findDeployment } from './deployments.ts'
import { formatLine, logLineSchema, ndjson } from './log-line.ts'
import { deploymentParam } from './params.ts'
import { streamLines } from './stream-lines.ts'

const log = defineRoute({
  method: 'get',
  path: '/deployments/{id}/log',
  operationId: 'getLog',
  summary: 'The log of a deployment',
  description:
    'A line of JSON for each line, or, with `format=text`, a file to download. Only for those who may see logs.',
  tags: ['Deployments'],
  'x-role': 'view',
  request: {
    params: deploymentParam,
    query: z.strictObject({
      follow: z
        .enum(['true', 'false'])
        .optional()
        .openapi({ description: 'Go on until the deployment has ended', default: 'false' }),
      format: z
        .enum(['ndjson', 'text'])
        .optional()
        .openapi({ description: 'Lines of JSON, or text', default: 'ndjson' }),
    }),
  },
  responses: {
    200: {
      description: 'The lines; each of `application/x-ndjson` is one LogLine',
      content: { [ndjson]: { schema: logLineSchema }, 'text/plain': { schema: z.string() } },
    },
  },
})

/** The log of a deployment, until it closes, the client leaves or Redhook stops. */
export function addLog(api: Api, house: Pick<House, 'getDeployment' | 'readLog'>, stopping: AbortSignal): void {
  api.add(log, c => {
    if (!c.var.actor.seesLogs) throw problemThrown(forbidden(c.var.actor, 'view'))
    const { follow = 'false', format = 'ndjson' } = c.req.valid('query')
    const { id, app } = findDeployment(house, c.req.valid('param').id)
    const left = new AbortController()
    const signal = AbortSignal.any([left.signal, stopping])
    const lines = house.readLog(id, { follow: follow === 'true', signal })
    const body = lines === undefined ? '' : streamLines(lines, formatLine[format], left, signal)
    return streamed(body, { 'cache-control': 'no-store', ...headersOf[format](app, id) })
  })
}

/** The lines are text to the types, too: nothing there knows of streams. */
const streamed = (body: ReadableStream<Uint8Array> | string, headers: Record<string, string>) =>
  new Response(body, { headers }) as Response & TypedResponse<string, 200, 'text'>

const headersOf: Record<keyof typeof formatLine, (app: string, id: number) => Record<string, string>> = {
  ndjson: () => ({ 'content-type': ndjson }),
  text: (app, id) => ({
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': `attachment; filename="${app.replaceAll(/[^\w.-]/g, '_')}-${id}.log"`,
  }),
}
