import type { Context } from 'hono'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { nextPath } from '../../core/access/next-path.ts'
import { renderPage } from '../dashboard/page.tsx'
import type { HttpEnv } from '../http-env.ts'
import { problem, problemResponse } from '../problem.ts'
import type { AccessPorts } from './access-ports.ts'
import type { Attempts } from './attempts.ts'
import { readConnection } from './connection.ts'
import type { Passwords } from './passwords.ts'
import { clearSessionCookie, readSessionCookie, writeSessionCookie } from './session-cookie.ts'
import type { Sessions } from './sessions.ts'
import { SignInPage, type SignInProps } from './sign-in-page.tsx'
import { type Credentials, type TriedSignIn, trySignIn } from './try-sign-in.ts'
import { waitSeconds } from './wait-seconds.ts'

export interface SignInParts {
  readonly ports: AccessPorts
  readonly sessions: Sessions
  readonly attempts: Attempts
  readonly passwords: Passwords
}

const longestForm = 16 * 1024

/** `GET /sign-in`, `POST /sign-in` (a form with `token`, or `name` and `password`; `next`), `POST /sign-out`. */
export function createSignIn(parts: SignInParts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  const tooLarge = problem(413, 'BODY_TOO_LARGE', 'The form is larger than 16 KiB.', 'Send the form as it is.')
  const limit = bodyLimit({ maxSize: longestForm, onError: () => problemResponse(tooLarge) })
  const hasUsers = () => [...parts.ports.access.settings().users.values()].some(({ password }) => password)
  const show = (c: Context<HttpEnv>, props: Omit<SignInProps, 'hasUsers'>, status = 200) =>
    renderPage(c, <SignInPage {...props} hasUsers={hasUsers()} />, status)
  app.get('/sign-in', c => show(c, { next: nextPath(c.req.query('next')) }))
  app.post('/sign-in', limit, async c => {
    const connection = readConnection(c, parts.ports.access.settings())
    const form = readForm(await c.req.parseBody())
    const tried = await trySignIn(form, connection.client, parts)
    c.set('audit', auditOf(tried, form))
    if (tried.kind !== 'good') {
      const page = await show(c, { next: form.next, name: form.name, refusal: tried }, statuses[tried.kind])
      if (tried.waitMs !== undefined) page.headers.set('retry-after', String(waitSeconds(tried.waitMs)))
      return page
    }
    endSession(c, parts, connection.isSecure)
    const { value, maxAge } = parts.sessions.open(tried.who)
    writeSessionCookie(c, value, connection.isSecure, maxAge)
    const { name, role } = tried.who
    c.set('actor', { name, role, via: 'session', seesLogs: true })
    return c.redirect(form.next, 303)
  })
  app.post('/sign-out', c => {
    const { isSecure } = readConnection(c, parts.ports.access.settings())
    c.set('audit', { action: 'signOut' })
    endSession(c, parts, isSecure)
    clearSessionCookie(c, isSecure)
    return c.redirect('/sign-in', 303)
  })
  return app
}

const statuses = { wrong: 401, waiting: 429, busy: 503 } as const

interface Form extends Credentials {
  readonly next: string
}

function readForm(body: Readonly<Record<string, unknown>>): Form {
  const field = (name: string) => (typeof body[name] === 'string' ? body[name] : '')
  return {
    token: field('token').trim(),
    name: field('name').trim(),
    password: field('password'),
    next: nextPath(field('next')),
  }
}

/** A name is kept only if somebody has it: people type passwords into the wrong field. */
const auditOf = (tried: TriedSignIn, { token }: Credentials) => ({
  action: 'signIn',
  detail: { with: token === '' ? 'password' : 'token' },
  ...(tried.name !== undefined && { target: tried.name }),
})

function endSession(c: Context, { sessions }: SignInParts, isSecure: boolean): void {
  const value = readSessionCookie(c, isSecure)
  if (value !== undefined) sessions.end(value)
}
