import { stripVTControlCharacters } from 'node:util'
import { z } from '@hono/zod-openapi'
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
