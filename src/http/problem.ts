import { HTTPException } from 'hono/http-exception'
import { type ErrorCode, RedhookError, toFailure } from '../core/errors.ts'

/** Failures that only a door can name, beside those of the house. */
type DoorCode =
  | 'SIGNATURE_INVALID'
  | 'TOKEN_INVALID'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'BODY_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'BAD_REQUEST'
  | 'BUSY'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'TOO_MANY_ATTEMPTS'

/** An answer that says what went wrong (RFC 9457), with a code for scripts and a hint for people. */
export interface Problem {
  readonly status: number
  readonly title: string
  readonly code: DoorCode | ErrorCode
  readonly detail: string
  readonly hint: string
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

export const problemType = 'application/problem+json'

/** A problem with the title of its status. */
export const problem = (status: number, code: Problem['code'], detail: string, hint: string): Problem => ({
  status,
  title: titles[status] ?? 'Error',
  code,
  detail,
  hint,
})

/** A problem as an answer. */
export const problemResponse = (from: Problem, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(from), { status: from.status, headers: { 'content-type': problemType, ...headers } })

/** A problem that a handler throws where its answer's type leaves no room for one. */
export const problemThrown = (from: Problem): HTTPException => new HTTPException(400, { cause: from })

/** Any failure as a problem; what is not ours keeps its words to itself, since they may hold anything. */
export function problemOf(error: unknown): Problem {
  if (error instanceof HTTPException) return problemOfException(error)
  if (!(error instanceof RedhookError)) {
    return problem(500, 'INTERNAL', 'Something failed inside Redhook.', 'Read the log of Redhook, and report this.')
  }
  const { code, message, hint } = toFailure(error)
  return problem(statusOf(error), code, message, hint)
}

const isProblem = (cause: unknown): cause is Problem => typeof cause === 'object' && cause !== null && 'hint' in cause

function problemOfException({ cause, status, message }: HTTPException): Problem {
  if (isProblem(cause)) return cause
  if (status === 415) return unsupported
  return problem(status, 'BAD_REQUEST', message, 'Correct the request and send it again.')
}

/** A body that is not sent as JSON where that is needed. */
export const unsupported = problem(
  415,
  'UNSUPPORTED_MEDIA_TYPE',
  'The body is not sent as JSON.',
  'Send JSON with `content-type: application/json`.',
)

function statusOf({ code, retryable }: RedhookError): number {
  if (code.endsWith('_UNKNOWN')) return 404
  if (code === 'USAGE') return 400
  if (code === 'INTERNAL') return 500
  return retryable ? 503 : 409
}
