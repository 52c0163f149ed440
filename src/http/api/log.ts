import { z } from '@hono/zod-openapi'
import type { House } from '../../pipeline/house.ts'
import { forbidden } from '../access/refuse.tsx'
import { problemThrown } from '../problem.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { findDeployment } from './deployments.ts'
import { answerLog, formatLine, logAnswer, logFormat } from './log-line.ts'
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
      format: logFormat,
    }),
  },
  responses: {
    200: logAnswer,
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
    return answerLog(body, format, `${app}-${id}.log`)
  })
}
