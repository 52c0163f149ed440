import { hash } from 'node:crypto'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { AnswerStore, KeptAnswer } from '../../pipeline/ports/answer-store.ts'
import type { Clock } from '../../pipeline/ports/clock.ts'
import type { HttpEnv } from '../http-env.ts'
import { problem, problemThrown } from '../problem.ts'
import { usage } from './refuse-input.ts'
import { createShortMemory } from './short-memory.ts'

export interface OncePorts {
  readonly answers: AnswerStore
  readonly clock: Pick<Clock, 'now'>
}

/** What a key may look like: printable, without blanks. */
export const keyPattern = /^[\x21-\x7e]{1,200}$/

const reused = problem(
  422,
  'IDEMPOTENCY_KEY_REUSED',
  'This Idempotency-Key came with another request before.',
  'Use a new key for each new request; the same key only to send the same request again.',
)

/**
 * With an `Idempotency-Key`, a request of somebody is done once and answered alike for a day. One that comes while the first is under way
 * waits for its answer. Failures of ours, and refusals by who asks, are not kept: the next one tries again. Answers that hold a secret
 * (`cache-control: no-store`) are kept in memory alone.
 */
export function createOnceByKey({ answers, clock }: OncePorts) {
  const underWay = new Map<string, Promise<void>>()
  const secrets = createShortMemory()
  const find = (key: string, now: number) => secrets.find(key, now) ?? answers.findAnswer(key, now)
  return createMiddleware<HttpEnv>(async (c, next) => {
    const given = c.req.header('idempotency-key')
    if (given === undefined) return next()
    const key = keyOf(c, given)
    const request = await requestOf(c)
    for (let before = underWay.get(key); before !== undefined; before = underWay.get(key)) await before
    const kept = find(key, clock.now())
    if (kept !== undefined) return sameAgain(c, kept, request)
    const { promise, resolve } = Promise.withResolvers<void>()
    underWay.set(key, promise)
    try {
      await next()
      if (!isKept(c.res.status)) return
      const answer = await answerOf(c.res, request)
      const memory = c.res.headers.get('cache-control') === 'no-store' ? secrets : { keep: answers.keepAnswer }
      memory.keep(key, answer, clock.now())
    } finally {
      underWay.delete(key)
      resolve()
    }
  })
}

/** Hashed, so that its length is bounded, with who sent it. */
function keyOf(c: Context<HttpEnv>, given: string): string {
  if (!keyPattern.test(given)) {
    throw usage('Idempotency-Key: it must be 1 to 200 printable ASCII characters without blanks', 'Use a UUID.')
  }
  const { via, name } = c.var.actor
  return hash('sha256', JSON.stringify([via, name, given]))
}

async function requestOf(c: Context<HttpEnv>): Promise<string> {
  const { pathname, search } = new URL(c.req.url)
  return hash('sha256', JSON.stringify([c.req.method, pathname, search, await c.req.text()]))
}

const isKept = (status: number): boolean => status < 500 && ![401, 403, 429].includes(status)

async function answerOf(response: Response, request: string): Promise<KeptAnswer> {
  const { status } = response
  const headers = Object.fromEntries(
    ['content-type', 'location', 'cache-control'].flatMap(name => {
      const value = response.headers.get(name)
      return value === null ? [] : [[name, value]]
    }),
  )
  return { request, status, headers, body: await response.clone().text() }
}

function sameAgain(c: Context<HttpEnv>, { request, status, headers, body }: KeptAnswer, asked: string): Response {
  if (request !== asked) throw problemThrown(reused)
  c.set('audit', { action: c.var.audit?.action ?? 'again', ...c.var.audit, detail: { again: true } })
  return new Response(body, { status, headers: { ...headers, 'idempotency-replayed': 'true' } })
}
