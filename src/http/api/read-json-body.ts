import { createMiddleware } from 'hono/factory'
import type { HttpEnv } from '../http-env.ts'
import { problemThrown, unsupported } from '../problem.ts'
import { usage } from './refuse-input.ts'

const longestBody = 64 * 1024

/**
 * Reads a small body once, so that what comes after finds JSON: an empty one is an empty object. Who comes with a cookie has to say that it
 * is JSON, which no form of another page can.
 */
export const readJsonBody = createMiddleware<HttpEnv>(async (c, next) => {
  const text = await readText(c.req.raw.body)
  const isBlank = text.trim() === ''
  const { via } = c.var.actor
  if (!isBlank && (via === 'session' || via === 'proxy') && !isJson(c.req.header('content-type'))) {
    throw problemThrown(unsupported)
  }
  const body = isBlank ? '{}' : text
  if (!isParsable(body)) throw usage('The body is not JSON')
  const headers = new Headers(c.req.raw.headers)
  headers.set('content-type', 'application/json')
  headers.delete('content-length')
  c.req.raw = new Request(c.req.url, { method: c.req.method, headers, body })
  await next()
})

const isJson = (type: string | undefined): boolean => type !== undefined && /^application\/json *(;|$)/i.test(type)

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

function isParsable(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
