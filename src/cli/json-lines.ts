import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** The values of a stream of JSON lines. Ends, instead of failing, where the stream breaks off: the caller asks for the rest. */
export async function* readJsonLines<T>(stream: Readable): AsyncGenerator<T> {
  stream.on('error', () => undefined)
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      const value = parseLine<T>(line)
      if (value !== undefined) yield value
    }
  } catch (error) {
    if (error !== stream.errored) throw error
  }
}

/** A line cut short by the end of the connection is not a value. */
function parseLine<T>(line: string): T | undefined {
  if (line.trim() === '') return undefined
  try {
    return JSON.parse(line) as T
  } catch {
    return undefined
  }
}
