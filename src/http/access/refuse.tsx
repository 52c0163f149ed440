import type { Context } from 'hono'
import { type Actor, isEnough, type Role } from '../../core/access/actor.ts'
import { nextPath } from '../../core/access/next-path.ts'
import { renderPage } from '../dashboard/page.tsx'
import type { HttpEnv } from '../http-env.ts'
import { type Problem, problem, problemResponse } from '../problem.ts'
import { isSafe } from './own-origin.ts'
import { RefusalPage } from './refusal-page.tsx'
import { waitSeconds } from './wait-seconds.ts'

const forScripts = /^\/(?:api\/|metrics$|openapi\.json$)/

/** Whether a person looks at the answer, rather than a script. */
const isForPeople = (c: Context): boolean =>
  !forScripts.test(c.req.path) && (c.req.header('accept') ?? '').includes('text/html')

/** A refusal in the form the other side can read: a page, or a problem. */
export async function refuse(
  c: Context<HttpEnv>,
  why: Problem,
  headers: Record<string, string> = {},
): Promise<Response> {
  if (!isForPeople(c)) return problemResponse(why, headers)
  const page = await renderPage(c, <RefusalPage problem={why} actor={c.get('actor')} />, why.status)
  for (const [name, value] of Object.entries(headers)) page.headers.set(name, value)
  return page
}

/** Nobody knows who asks: people are sent to sign in and come back afterwards. */
export function refuseUnknown(c: Context<HttpEnv>, isUnset: boolean): Response {
  if (!isForPeople(c)) return problemResponse(isUnset ? unset : wrong, { 'www-authenticate': 'Bearer realm="redhook"' })
  const { pathname, search } = new URL(c.req.url)
  const next = isSafe(c.req.method) ? nextPath(pathname + search) : '/'
  return c.redirect(next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`, 303)
}

const unset = problem(
  401,
  'TOKEN_INVALID',
  'Redhook has no token yet, so nobody may ask this.',
  'Make one with `redhook token add`, or with `redhook secret`, set as REDHOOK_TOKEN where Redhook runs; send it as `Authorization: Bearer …`.',
)

const wrong = problem(
  401,
  'TOKEN_INVALID',
  'The token is missing or wrong.',
  'Send one that Redhook knows: `Authorization: Bearer …`. `redhook token add` makes one.',
)

/** Somebody may not do this. */
export const forbidden = ({ name, role, seesLogs }: Actor, needs: Role): Problem =>
  isEnough(role, needs) && !seesLogs
    ? problem(403, 'FORBIDDEN', 'Logs are not public.', 'Sign in to read them.')
    : problem(
        403,
        'FORBIDDEN',
        `${name} has the role ${role}; this needs ${needs}.`,
        `Ask somebody with the role admin, or come with a token that has the role ${needs}.`,
      )

/** Too many tries failed. */
export const tooMany = (waitMs: number): [Problem, Record<string, string>] => {
  const seconds = waitSeconds(waitMs)
  const why = problem(
    429,
    'TOO_MANY_ATTEMPTS',
    'Too many tries to come in have failed.',
    `Wait ${seconds} s, then try once more with the right one.`,
  )
  return [why, { 'retry-after': String(seconds) }]
}
