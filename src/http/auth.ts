import { hash, timingSafeEqual } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import { type Problem, problem, problemResponse } from './problem.ts'

const bearer = /^Bearer +/i

const missing = problem(
  401,
  'TOKEN_INVALID',
  'Redhook has no token yet, so nobody may ask this.',
  'Make one with `redhook secret`, set it as REDHOOK_TOKEN where Redhook runs, and send it as `Authorization: Bearer …`.',
)
const wrong = problem(
  401,
  'TOKEN_INVALID',
  'The token is missing or wrong.',
  'Send what Redhook knows as REDHOOK_TOKEN: `Authorization: Bearer …`.',
)

/** Lets in who has the token, from wherever: behind a proxy everyone seems to be local. */
export const requireToken = (token: () => string | undefined) =>
  createMiddleware(async (c, next) => {
    const refusal = whyNot(c.req.header('authorization'), token())
    if (refusal !== undefined) return problemResponse(refusal, { 'www-authenticate': 'Bearer realm="redhook"' })
    return next()
  })

function whyNot(authorization: string | undefined, token: string | undefined): Problem | undefined {
  if (token === undefined || token === '') return missing
  if (authorization === undefined || !bearer.test(authorization)) return wrong
  return isSame(authorization.replace(bearer, ''), token) ? undefined : wrong
}

/** Hashes of both sides have one length, so the time says nothing of either. */
const isSame = (given: string, token: string): boolean =>
  timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', token, 'buffer'))
