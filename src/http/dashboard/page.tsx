import type { Context } from 'hono'
import type { JSX } from 'hono/jsx/jsx-runtime'
import type { HttpEnv } from '../http-env.ts'
import { compressNow, pickEncoding } from './pack.ts'

/** Nothing but our own files, nobody's frame, forms only to us. */
export const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': contentPolicy,
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
  vary: 'accept-encoding',
}

/** Below this, compressing costs more than it saves. */
const worthCompressing = 1_000

/** Any document as an answer: strict headers, compressed where the browser takes it. */
export async function renderPage(c: Context<HttpEnv>, node: JSX.Element, status = 200): Promise<Response> {
  const html = `<!doctype html>${node.toString()}`
  const encoding = html.length < worthCompressing ? undefined : pickEncoding(c.req.header('accept-encoding'))
  if (!encoding) return new Response(html, { status, headers: pageHeaders })
  const headers = { ...pageHeaders, 'content-encoding': encoding }
  return new Response(await compressNow(html, encoding), { status, headers })
}
