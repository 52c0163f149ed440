import { createHmac, timingSafeEqual } from 'node:crypto'
import { headerOf } from './delivery-headers.ts'
import type { SignedRequest } from './provider.ts'
import { firstThat } from './signature.ts'

/** What the secrets of this form begin with; base64 follows. */
const secretPrefix = 'whsec_'
const toleranceMs = 5 * 60_000
const mostSignatures = 16
/** What the standard asks for; none at all would let everybody sign. */
const fewestKeyBytes = 24
const messageId = /^[\x21-\x7e]{1,256}$/
const seconds = /^\d{1,12}$/
const signature = /^v1a?,[A-Za-z0-9+/]+={0,2}$/
const sha256Signature = /^v1,([A-Za-z0-9+/]{43}=)$/

export const isSigningSecret = (secret: string): boolean => secret.startsWith(secretPrefix)

/** Whether a request comes in this form, well or badly signed. */
export const claimsStandardSignature = ({ headers }: SignedRequest): boolean =>
  headerOf(headers, 'webhook-signature') !== undefined

/**
 * Which of the secrets signed a request as Standard Webhooks 1.0 says: its index, or -1. One good signature of those in the header is
 * enough (there are two while a secret is changed); one that is no signature at all spoils them. The time that is signed too may be five
 * minutes off. Only `whsec_` and the base64 of a key that is long enough counts as a secret.
 */
export function standardSignedBy({ headers, body }: SignedRequest, secrets: readonly string[], now: number): number {
  const id = headerOf(headers, 'webhook-id')
  const time = headerOf(headers, 'webhook-timestamp')
  const claimed = signaturesIn(headerOf(headers, 'webhook-signature') ?? '')
  if (id === undefined || !messageId.test(id) || !isNear(time, now) || claimed.length === 0) return -1
  return firstThat(secrets, secret => {
    const key = keyOf(secret)
    const signed = createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest()
    const matches = claimed.filter(one => timingSafeEqual(signed, one)).length > 0
    return matches && key.length >= fewestKeyBytes
  })
}

const isNear = (time: string | undefined, now: number): boolean =>
  time !== undefined && seconds.test(time) && Math.abs(now - Number(time) * 1000) <= toleranceMs

/** Those of the kind that is understood; none where anything else stands between them. */
function signaturesIn(header: string): Buffer[] {
  const parts = header.split(' ', mostSignatures + 1)
  if (parts.length > mostSignatures || !parts.every(part => signature.test(part))) return []
  return parts.flatMap(part => {
    const encoded = sha256Signature.exec(part)?.[1]
    return encoded === undefined ? [] : [Buffer.from(encoded, 'base64')]
  })
}

const keyOf = (secret: string): Buffer =>
  Buffer.from(isSigningSecret(secret) ? secret.slice(secretPrefix.length) : '', 'base64')
