import type { z } from 'zod'
import { RedhookError } from '../../core/errors.ts'

const longestBody = 64 * 1024

/** Checks foreign input. @throws RedhookError USAGE naming every mistake */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown, what: string): z.output<T> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const mistakes = parsed.error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; ')
  throw usage(`${what}: ${mistakes}`)
}

/** The JSON of a small body; an empty one is an empty object. @throws RedhookError USAGE */
export async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request.body)
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw usage('The body is not JSON')
  }
}

async function readText(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > longestBody) throw usage('The body is larger than 64 KiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const usage = (message: string) =>
  new RedhookError(message, { code: 'USAGE', hint: 'Correct the request and send it again.' })
