import type { Context } from 'hono'
import { type Problem, problem } from '../problem.ts'
import type { AccessSettings } from './access-ports.ts'

const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a method promises to change nothing. */
export const isSafe = (method: string): boolean => safe.has(method)

const foreign = problem(
  403,
  'FORBIDDEN',
  'This did not come from a page of Redhook.',
  'Do it on the page itself; scripts send a token. Behind a proxy that changes the Host header, set server.publicUrl.',
)

const wrongType = problem(
  415,
  'UNSUPPORTED_MEDIA_TYPE',
  'Only forms and JSON are understood.',
  'Send application/json or application/x-www-form-urlencoded.',
)

const types = /^application\/(?:json|x-www-form-urlencoded)(?:;|$)/i

/**
 * Why a request that changes something, and that a browser may have sent by itself (with its cookie, through the proxy that signs people
 * in), is not from a page of ours. Its `Origin` has to be our own, and its content one that our pages send.
 */
export function whyForeign(c: Context, settings: Pick<AccessSettings, 'publicUrl'>): Problem | undefined {
  const site = c.req.header('sec-fetch-site')
  const isSameSite = site === undefined || site === 'same-origin' || site === 'none'
  if (!isSameSite || !isOwnOrigin(c.req.header('origin'), c.req.header('host'), settings.publicUrl)) return foreign
  const type = c.req.header('content-type')
  return type === undefined || types.test(type) ? undefined : wrongType
}

/** A browser tells the truth in `Origin`, and nothing else sends our cookies. A missing one or `null` is not ours. */
function isOwnOrigin(origin: string | undefined, host: string | undefined, publicUrl: string | undefined): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true
  const found = new URL(origin)
  return /^https?:$/.test(found.protocol) && found.origin === origin && found.host === host?.toLowerCase()
}
