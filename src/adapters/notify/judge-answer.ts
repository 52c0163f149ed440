import { plainLine } from '../../core/notice/plain-text.ts'
import type { Sent } from '../../pipeline/ports/notifier.ts'

/** What came back; `body` may have lost its end. */
export interface Answer {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly body: string
}

/** These pass by themselves though they blame the request: timeout, too early, too many. */
const passing = new Set([408, 425, 429])

/** What an answer means. Only the start of its words is kept: they may hold anything. */
export function judgeAnswer(host: string, { status, retryAfter, body }: Answer, now: number): Sent {
  if (status >= 200 && status < 300) return { ok: true }
  if (status >= 300 && status < 400) {
    return {
      ok: false,
      isFinal: true,
      error: `${host} answered ${status}: redirects are not followed; write the address it leads to`,
    }
  }
  const words = plainLine(body, 200)
  const waitMs = askedWaitMs(retryAfter, body, now)
  return {
    ok: false,
    isFinal: status < 500 && !passing.has(status),
    error: `${host} answered ${status}${words === '' ? '' : `: ${words}`}`,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  }
}

/** From `Retry-After`, in seconds or as a date; else from the JSON of Discord or Telegram. */
function askedWaitMs(retryAfter: string | undefined, body: string, now: number): number | undefined {
  const seconds = retryAfter === undefined ? secondsOf(body) : Number(retryAfter)
  const waitMs = Number.isNaN(seconds) ? Date.parse(retryAfter ?? '') - now : seconds * 1000
  return Number.isFinite(waitMs) && waitMs > 0 ? Math.ceil(waitMs) : undefined
}

function secondsOf(body: string): number {
  try {
    const { retry_after: plain, parameters } = JSON.parse(body) as {
      readonly retry_after?: unknown
      readonly parameters?: { readonly retry_after?: unknown }
    }
    return Number(plain ?? parameters?.retry_after)
  } catch {
    return Number.NaN
  }
}
