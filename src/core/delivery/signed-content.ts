import { payloadForm } from './body.ts'
import { headerOf } from './delivery-headers.ts'
import type { SignedRequest } from './provider.ts'

/** What Gitea and its kin sign: of a form the JSON in it, not the form. Undefined where a form has not exactly one payload. */
export function signedContent({ headers, body }: SignedRequest): Uint8Array | undefined {
  if (payloadForm(headerOf(headers, 'content-type')) !== 'form') return body
  const payloads = new URLSearchParams(body.toString('utf8')).getAll('payload')
  return payloads.length === 1 ? Buffer.from(payloads[0] ?? '') : undefined
}
