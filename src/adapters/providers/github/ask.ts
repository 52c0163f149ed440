import { refusedError, unansweredError } from '../failure.ts'
import type { Request } from './call.ts'

export interface Asking {
  /** What is attempted, as the start of a sentence. */
  readonly what: string
  readonly permission?: string
  readonly signal?: AbortSignal | undefined
  /** How long it may take, in milliseconds. */
  readonly limitMs: number
  now(): number
}

/** One request of Octokit's in a bounded time. @throws RedhookError, or the signal's reason */
export async function askGitHub<T>(
  request: Request,
  asking: Asking,
  send: (request: Request) => Promise<{ data: T }>,
): Promise<T> {
  const limit = AbortSignal.timeout(asking.limitMs)
  const signal = asking.signal === undefined ? limit : AbortSignal.any([asking.signal, limit])
  try {
    return (await send(request.defaults({ request: { signal } }))).data
  } catch (error) {
    asking.signal?.throwIfAborted()
    throw toError(error, asking)
  }
}

function toError(error: unknown, { what, permission, now }: Asking): Error {
  const response = responseOf(error)
  if (response === undefined) return unansweredError('GitHub', what, error)
  const wanted = response.headers['x-accepted-github-permissions']
  const words = wanted === undefined ? permission : String(wanted).replaceAll('_', ' ').replaceAll('=', ': ')
  return refusedError({
    forge: 'GitHub',
    ...{ what, status: response.status, headers: response.headers, now: now() },
    words: String(error instanceof Error ? error.message : error).replace(/ - https:\S+$/, ''),
    ...(words === undefined ? {} : { permission: words }),
  })
}

interface Response {
  readonly status: number
  readonly headers: Readonly<Record<string, string | number | undefined>>
}

/** Of Octokit's RequestError; it holds the request as well, which is why it goes no further. */
const responseOf = (error: unknown): Response | undefined =>
  error instanceof Error && 'response' in error ? (error.response as Response | undefined) : undefined
