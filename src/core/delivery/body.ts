import { isUtf8 } from 'node:buffer'
import type { Malformed } from './meaning.ts'
import type { PickMembers } from './pick-members.ts'

/** A body as its JSON value, or why there is none. */
export type ParsedBody = { readonly payload: unknown } | Malformed

/** Content types a payload may come in; undefined for all others. Parameters (`; charset=utf-8`) don't matter. */
export function payloadForm(contentType: string | undefined): 'json' | 'form' | undefined {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'application/json') return 'json'
  return type === 'application/x-www-form-urlencoded' ? 'form' : undefined
}

/**
 * Parses the bytes of a body, once. Where a key comes twice, the last one counts. With `pick` the payload need hold no more than
 * what that takes of it, which halves the time.
 */
export function parseBody(body: Buffer, form: 'json' | 'form', pick?: PickMembers): ParsedBody {
  if (!isUtf8(body)) return malformed('the body is not UTF-8')
  if (form === 'json') {
    const payload = pick?.(body)
    return payload === undefined ? parseJson(body.toString('utf8')) : { payload }
  }
  const fields = new URLSearchParams(body.toString('utf8')).getAll('payload')
  const [payload] = fields
  return payload === undefined || fields.length > 1
    ? malformed('the form must have exactly one field named payload')
    : parseJson(payload)
}

function parseJson(text: string): ParsedBody {
  try {
    return { payload: JSON.parse(text) }
  } catch {
    return malformed(text.startsWith('\uFEFF') ? 'the body begins with a byte order mark' : 'the body is not JSON')
  }
}

const malformed = (problem: string): Malformed => ({ kind: 'malformed', problem })
