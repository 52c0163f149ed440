import { stripVTControlCharacters } from 'node:util'
import { z } from '@hono/zod-openapi'
import type { TypedResponse } from 'hono'
import { stepNames } from '../../core/deployment/deployment.ts'
import type { LogLine } from '../../pipeline/ports/deployment-logs.ts'

export const ndjson = 'application/x-ndjson'

/** A line of a log in JSON. */
export const logLineSchema = z
  .object({
    at: z.int().describe('UTC, epoch milliseconds'),
    step: z.enum(stepNames),
    stream: z.enum(['note', 'stdout', 'stderr']).describe('`note`: Redhook’s own words'),
    text: z.string(),
  })
  .openapi('LogLine')

/** A line as it goes out: as JSON, or as text without colors, with time and step. */
export const formatLine = {
  ndjson: (line: LogLine): string => `${JSON.stringify(line)}\n`,
  text: ({ at, step, text }: LogLine): string =>
    `${new Date(at).toISOString()} ${step.padEnd(8)} ${stripVTControlCharacters(text)}\n`,
} as const

/** How a log is wanted. */
export const logFormat = z
  .enum(['ndjson', 'text'])
  .optional()
  .openapi({ description: 'Lines of JSON, or text', default: 'ndjson' })

/** A log as an answer. */
export const logAnswer = {
  description: 'The lines; each of `application/x-ndjson` is one LogLine',
  content: { [ndjson]: { schema: logLineSchema }, 'text/plain': { schema: z.string() } },
} as const

/** The lines are text to the types, too: nothing there knows of streams. `file`: the name that text is downloaded by. */
export function answerLog(body: ReadableStream<Uint8Array> | string, format: keyof typeof formatLine, file: string) {
  const disposition = `attachment; filename="${file.replaceAll(/[^\w.-]/g, '_')}"`
  const headers: Record<string, string> =
    format === 'ndjson'
      ? { 'content-type': ndjson }
      : { 'content-type': 'text/plain; charset=utf-8', 'content-disposition': disposition }
  const response = new Response(body, { headers: { 'cache-control': 'no-store', ...headers } })
  return response as Response & TypedResponse<string, 200, 'text'>
}
