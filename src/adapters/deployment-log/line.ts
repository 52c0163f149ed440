import type { LogLine } from '../../pipeline/ports/deployment-logs.ts'

/** A line as the file holds it, with its line end. */
export const formatLogLine = ({ at, step, stream, text }: LogLine): string =>
  `${JSON.stringify({ at, step, stream, text })}\n`

/** A line of the file; undefined for one that a crash left half-written. */
export function parseLogLine(json: string): LogLine | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return isLogLine(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isLogLine = (value: unknown): value is LogLine =>
  typeof value === 'object' &&
  value !== null &&
  'at' in value &&
  typeof value.at === 'number' &&
  'step' in value &&
  typeof value.step === 'string' &&
  'stream' in value &&
  typeof value.stream === 'string' &&
  'text' in value &&
  typeof value.text === 'string'
