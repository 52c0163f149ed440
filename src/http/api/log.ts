import { Hono } from 'hono'
import { z } from 'zod'
import type { House } from '../../pipeline/house.ts'
import type { LogLine } from '../../pipeline/ports/deployment-logs.ts'
import { allowOnly } from '../methods.ts'
import { findDeployment } from './deployments.ts'
import { parseInput } from './input.ts'

const querySchema = z.strictObject({ follow: z.enum(['true', 'false']).default('false') })

/** `GET /deployments/{id}/log?follow=true`: a LogLine a line, until the log closes, the client leaves or Redhook stops. */
export function createLogApi(house: Pick<House, 'getDeployment' | 'readLog'>, stopping: AbortSignal): Hono {
  const api = new Hono()
  api.get('/deployments/:id/log', c => {
    const { follow } = parseInput(querySchema, c.req.query(), 'The query')
    const { id } = findDeployment(house, c.req.param('id'))
    const left = new AbortController()
    const signal = AbortSignal.any([left.signal, stopping])
    const lines = house.readLog(id, { follow: follow === 'true', signal })
    const body = lines === undefined ? '' : streamLines(lines, left, signal)
    return c.body(body, 200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
  })
  allowOnly(api, '/deployments/:id/log', 'GET')
  return api
}

const encoder = new TextEncoder()

/** The lines as they come. An abort ends the stream; it is no failure. */
function streamLines(
  lines: AsyncIterable<LogLine>,
  left: AbortController,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const iterator = lines[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await iterator.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`))
      } catch (error) {
        if (signal.aborted) controller.close()
        else controller.error(error)
      }
    },
    cancel: () => left.abort(),
  })
}
