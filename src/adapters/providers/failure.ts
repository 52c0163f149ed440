import { RedhookError } from '../../core/errors.ts'
import { plainLine } from '../../core/notice/plain-text.ts'
import type { Sent } from '../../pipeline/ports/notifier.ts'

/** An answer that is no success. */
export interface Refused {
  /** The forge as people write it. */
  readonly forge: string
  /** What was attempted, as the start of a sentence: `Setting the status of 1f0c…`. */
  readonly what: string
  readonly status: number
  /** In lower case. */
  readonly headers: Readonly<Record<string, string | number | undefined>>
  /** What the forge said; may hold anything. */
  readonly words: string
  /** The permission that the call takes, as the forge's settings call it. */
  readonly permission?: string
  /** UTC, epoch milliseconds. */
  readonly now: number
}

const waits = new WeakMap<Error, number>()
const statuses = new WeakMap<Error, number>()

/** The status of the answer behind a failure; undefined when there was none. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof Error ? statuses.get(error) : undefined

/** What an answer means. 401, 403 and 404 are final, 408, 429 and 5xx pass, all others blame the request. */
export function refusedError(refused: Refused): RedhookError {
  const error = toRefusal(refused)
  statuses.set(error, refused.status)
  return error
}

function toRefusal(refused: Refused): RedhookError {
  const { forge, what, status, permission } = refused
  const words = plainLine(refused.words, 200)
  const message = `${what}: ${forge} answered ${status}${words === '' ? '' : `: ${words}`}`
  const waitMs = askedWaitMs(refused)
  if (status === 429 || (status === 403 && waitMs !== undefined)) return limited(message, waitMs ?? 60_000)
  if (status === 401)
    return denied(message, `See that the token or key for ${forge} below providers: is right and still valid.`)
  if (status === 403) return denied(message, `Give the token or App ${permissionWords(permission)} on this repository.`)
  if (status === 404)
    return denied(
      message,
      `See that the repository's name is right and that the token or App may see it (${permissionWords(permission)}).`,
    )
  if (status === 408 || status >= 500) return unreachable(message)
  return new RedhookError(message, {
    code: 'PROVIDER_FAILED',
    hint:
      status >= 300 && status < 400
        ? 'Redirects are not followed: write the name that the repository has now, or the address that the API has.'
        : `${forge} does not take this. Its words say why.`,
  })
}

/** Why a request got no answer. */
export function unansweredError(forge: string, what: string, cause: unknown): RedhookError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  const isTimeout = inner instanceof Error && /timeout|TIMEDOUT/i.test(`${inner.name} ${inner.message}`)
  const why = isTimeout ? 'no answer in time' : inner instanceof Error ? plainLine(inner.message, 200) : 'no answer'
  return unreachable(`${what}: ${forge} could not be reached: ${why}`)
}

/** Why an answer that says yes is none: something else answers in the API's place, such as a proxy or a page to sign in. */
export const misreadError = (forge: string, what: string, cause?: unknown): RedhookError =>
  new RedhookError(`${what}: ${forge} answered what is no answer of its API`, {
    code: 'PROVIDER_UNREACHABLE',
    hint: 'It is tried again. If it goes on, see that apiUrl: below providers: leads to the API, and past no page to sign in.',
    ...(cause === undefined ? {} : { cause }),
  })

/** A failure as the outbox keeps it. */
export function toSent(error: unknown): Extract<Sent, { ok: false }> {
  const known = error instanceof RedhookError
  const waitMs = known ? waits.get(error) : undefined
  return {
    ok: false,
    error: known ? `${error.message}. ${error.hint}` : plainLine(String(error), 200),
    isFinal: !known || !error.retryable,
    ...(known && error.code === 'PROVIDER_DENIED' ? { isDenied: true as const } : {}),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  }
}

const permissionWords = (permission: string | undefined): string =>
  permission === undefined ? 'the rights that this takes' : `the permission ${permission}`

const denied = (message: string, hint: string) => new RedhookError(message, { code: 'PROVIDER_DENIED', hint })

const unreachable = (message: string) =>
  new RedhookError(message, {
    code: 'PROVIDER_UNREACHABLE',
    hint: 'It is tried again. If it goes on, check the network, the forge, and url: or apiUrl: below providers:.',
  })

function limited(message: string, waitMs: number): RedhookError {
  const error = new RedhookError(message, {
    code: 'PROVIDER_LIMITED',
    hint: `It is tried again in ${Math.ceil(waitMs / 1000)} s. If it goes on, report or poll less, or use a GitHub App.`,
  })
  waits.set(error, waitMs)
  return error
}

/** From `Retry-After` in seconds or as a date, else from when a used-up limit begins anew. */
function askedWaitMs({ headers, now }: Refused): number | undefined {
  const after = headers['retry-after']
  if (after !== undefined) {
    const ms = Number.isNaN(Number(after)) ? Date.parse(String(after)) - now : Number(after) * 1000
    return Number.isFinite(ms) && ms > 0 ? Math.ceil(ms) : 1000
  }
  const left = headers['x-ratelimit-remaining'] ?? headers['ratelimit-remaining']
  const reset = Number(headers['x-ratelimit-reset'] ?? headers['ratelimit-reset'])
  if (left === undefined || Number(left) > 0) return undefined
  return Number.isFinite(reset) ? Math.max(1000, reset * 1000 - now) : 60_000
}
