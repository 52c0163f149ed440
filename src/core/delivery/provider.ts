import type { ProviderName } from '../provider.ts'
import type { RequestHeaders } from './delivery-headers.ts'
import type { Meaning } from './meaning.ts'
import type { PickMembers } from './pick-members.ts'

/** One forge's webhooks: how a request proves itself, and what it says. One file each; pure. */
export interface Provider {
  readonly name: ProviderName
  /**
   * Which of the secrets the request knows: its index, or -1. Every secret is tried in constant time; without any secret nothing is ever
   * authentic. `now` (epoch milliseconds) is for forms that sign a time.
   */
  signedBy(request: SignedRequest, secrets: readonly string[], now: number): number
  /** The event's name as the forge says it: of a header, or of the payload. Undefined: the request has none. */
  eventOf(headers: RequestHeaders, payload: unknown): string | undefined
  /** The sender's delivery id, the same when it is sent again; undefined where it sends none. */
  idOf(headers: RequestHeaders, payload: unknown): string | undefined
  /** Headers to keep with a delivery, in lower case, beside `content-type` and `user-agent`. Never one that proves anything. */
  readonly headers: readonly string[]
  /** For a request whose JSON body need not be read whole: how to read no more of it than `parse` uses. Otherwise absent, or undefined. */
  pick?(headers: RequestHeaders): PickMembers | undefined
  /** Never throws, whatever the payload is. */
  parse(event: string, payload: unknown): Meaning
}

export interface SignedRequest {
  readonly headers: RequestHeaders
  /** The bytes as they came. */
  readonly body: Buffer
}
