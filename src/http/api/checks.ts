import { z } from '@hono/zod-openapi'
import { findCheck } from '../../pipeline/checks/checks-door.ts'
import type { House } from '../../pipeline/house.ts'
import type { LogLine } from '../../pipeline/ports/deployment-logs.ts'
import { forbidden } from '../access/refuse.tsx'
import { problemThrown } from '../problem.ts'
import { defineRoute } from './api-route.ts'
import { checkJson, checkSchema } from './check-json.ts'
import type { Api } from './create-routes.ts'
import { answerLog, formatLine, logAnswer, logFormat } from './log-line.ts'
import { cutPage, pageFilter } from './page.ts'
import { checkParam, next, noBody, noQuery, pageQuery, wholeNumber, word } from './params.ts'
import { streamLines } from './stream-lines.ts'

const tags = ['Checks']
const content = { 'application/json': { schema: checkSchema } } as const

const list = defineRoute({
  method: 'get',
  path: '/checks',
  operationId: 'listChecks',
  summary: 'Checks of pull requests, newest first',
  description: 'Page by page: `next` of a page is `before` of the following one.',
  tags,
  'x-role': 'view',
  request: {
    query: z.strictObject({
      app: word('Only of this app'),
      number: wholeNumber(1, 999_999_999_999_999, 'Only of this pull request').optional(),
      ...pageQuery,
    }),
  },
  responses: {
    200: {
      description: 'A page of checks',
      content: { 'application/json': { schema: z.object({ checks: z.array(checkSchema), next }) } },
    },
  },
})

const one = defineRoute({
  method: 'get',
  path: '/checks/{id}',
  operationId: 'getCheck',
  summary: 'One check',
  description: 'How it ended and, where it failed, the exit code and the last lines of the step.',
  tags,
  'x-role': 'view',
  request: { params: checkParam, query: noQuery },
  responses: { 200: { description: 'The check', content } },
})

const log = defineRoute({
  method: 'get',
  path: '/checks/{id}/log',
  operationId: 'getCheckLog',
  summary: 'The log of a check',
  description: 'As far as it is written: a line of JSON for each line, or, with `format=text`, text.',
  tags,
  'x-role': 'view',
  request: {
    params: checkParam,
    query: z.strictObject({
      format: logFormat,
    }),
  },
  responses: {
    200: logAnswer,
  },
})

const accepted = (description: string) => ({ 202: { description, content } }) as const

const retry = defineRoute({
  method: 'post',
  path: '/checks/{id}/retry',
  operationId: 'retryCheck',
  summary: 'Run a check again',
  description: 'Of the same commit. Only of a check that has ended.',
  tags,
  'x-role': 'deploy',
  request: { params: checkParam, query: noQuery, body: noBody },
  responses: accepted('It waits again'),
})

const cancel = defineRoute({
  method: 'post',
  path: '/checks/{id}/cancel',
  operationId: 'cancelCheck',
  summary: 'Cancel a check',
  description: 'One that waits ends at once. One that runs is stopped, and its container removed.',
  tags,
  'x-role': 'deploy',
  request: { params: checkParam, query: noQuery, body: noBody },
  responses: accepted('Asked for'),
})

type ChecksHouse = Pick<House, 'getCheck' | 'listChecks' | 'retryCheck' | 'cancelCheck' | 'readCheckLog'>

/** Checks of pull requests: a list, one with its log, and what people do to it. */
export function addChecks(api: Api, house: ChecksHouse, stopping: AbortSignal): void {
  const find = (id: number) => findCheck({ check: house.getCheck }, id)
  api.add(list, c => {
    const query = c.req.valid('query')
    const { entries, next: before } = cutPage(house.listChecks(pageFilter(query)), query.limit, ({ id }) => id)
    return c.json({ checks: entries.map(checkJson), next: before }, 200)
  })
  api.add(one, c => c.json(checkJson(find(c.req.valid('param').id)), 200))
  api.add(log, c => {
    if (!c.var.actor.seesLogs) throw problemThrown(forbidden(c.var.actor, 'view'))
    const { format = 'ndjson' } = c.req.valid('query')
    const { id } = find(c.req.valid('param').id)
    const left = new AbortController()
    const signal = AbortSignal.any([left.signal, stopping])
    const lines = house.readCheckLog(id, { signal })
    const body = lines === undefined ? '' : streamLines(lines, line => formatLine[format](plain(line)), left, signal)
    return answerLog(body, format, `check-${id}.log`)
  })
  api.add(retry, c => c.json(checkJson(house.retryCheck(c.req.valid('param').id, c.var.actor.name)), 202))
  api.add(cancel, c => c.json(checkJson(house.cancelCheck(c.req.valid('param').id, c.var.actor.name)), 202))
}

/** Without its number. */
const plain = ({ at, step, stream, text }: LogLine): LogLine => ({ at, step, stream, text })
