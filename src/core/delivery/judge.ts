import { parseBody, payloadForm } from './body.ts'
import { headerOf, type RequestHeaders } from './delivery-headers.ts'
import { judgeMeaning } from './judge-meaning.ts'
import { type Judged, type JudgeFacts, type Origin, refuse } from './judged.ts'
import type { Provider } from './provider.ts'

/** A webhook request whose body is complete. */
export interface RawDelivery extends Origin {
  readonly headers: RequestHeaders
  readonly body: Buffer
  readonly client?: string
}

/** The decision on a request, and what was read on the way. */
export interface Read extends Judged {
  /** As the forge calls it; empty where the request named none. */
  readonly event: string
  /** The delivery's id as its sender claims it. */
  readonly id?: string
}

/** Decides on a request whose proof is right. */
export function judge(raw: RawDelivery, provider: Provider, facts: JudgeFacts): Read {
  const { headers } = raw
  const encoding = headerOf(headers, 'content-encoding') ?? 'identity'
  if (encoding.toLowerCase() !== 'identity') return unread(raw, provider, 415, 'compressed bodies are not accepted')
  const form = payloadForm(headerOf(headers, 'content-type'))
  if (form === undefined) return unread(raw, provider, 415, 'the content type is neither application/json nor a form')
  const parsed = parseBody(raw.body, form, provider.pick?.(headers))
  if ('kind' in parsed) return unread(raw, provider, 400, parsed.problem)
  const { payload } = parsed
  const event = provider.eventOf(headers, payload)
  if (event === undefined) return unread(raw, provider, 400, 'the request does not say which event it tells of')
  const id = provider.idOf(headers, payload)
  const meaning = provider.parse(event, payload)
  const judged = meaning.kind === 'malformed' ? refuse(400, meaning.problem) : judgeMeaning(raw, event, meaning, facts)
  return { ...judged, event, ...(id === undefined ? {} : { id }) }
}

/** What cannot be read may still tell its event and its id. */
function unread({ headers }: RawDelivery, provider: Provider, status: 400 | 415, reason: string): Read {
  const id = provider.idOf(headers, undefined)
  const event = provider.eventOf(headers, undefined) ?? ''
  return { ...refuse(status, reason), event, ...(id === undefined ? {} : { id }) }
}
