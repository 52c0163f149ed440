import { z } from '@hono/zod-openapi'
import { problemType } from '../problem.ts'
import type { ApiRoute } from './api-route.ts'
import { keyPattern } from './once-by-key.ts'

/** What is answered when something went wrong (RFC 9457). */
export const problemSchema = z
  .object({
    status: z.int(),
    title: z.string(),
    code: z.string().describe('What it is, for scripts'),
    detail: z.string().describe('What was found'),
    hint: z.string().describe('The next action'),
  })
  .openapi('Problem', {
    description: 'What went wrong, with a code for scripts and the next action for people (RFC 9457).',
    example: {
      ...{ status: 404, title: 'Not Found', code: 'APP_UNKNOWN' },
      ...{ detail: 'There is no app shop', hint: '`redhook status` lists the apps.' },
    },
  })

/** The header that makes a request safe to send again. */
export const idempotencyKey = z.object({
  'Idempotency-Key': z.string().optional().openapi({
    description:
      'Any text of 1 to 200 printable characters, new for each request. Sent again with the same key within a day, the request is not done again: its answer comes back.',
    pattern: keyPattern.source,
    example: '0b8f7a2e-6d0c-4c39-9d1e-3f1f6f5b2a77',
  }),
})

const words: Readonly<Record<number, string>> = {
  400: 'The request cannot be understood; every mistake is named',
  401: 'Nobody is signed in',
  403: 'Who asks may not do this',
  404: 'There is no such thing',
  409: 'It cannot be done as things are',
  413: 'The body is too large',
  415: 'The body is not JSON',
  422: 'The Idempotency-Key belongs to another request',
  429: 'Too many failed sign-ins',
  500: 'Something failed inside Redhook',
  503: 'Something Redhook needs is away; try again later',
}

/** These statuses as problems. */
export const problemAnswers = (statuses: readonly number[]) =>
  Object.fromEntries(
    statuses.map(status => [
      status,
      { description: words[status] ?? '', content: { [problemType]: { schema: problemSchema } } },
    ]),
  )

/** The problems that a route may answer. */
export function answersOf({ method, request }: ApiRoute) {
  const ofThings = request?.params ? [404] : []
  const ofChanges = method === 'post' ? [409, 415, 422] : []
  return problemAnswers([400, 401, 403, ...ofThings, ...ofChanges, 429, 500, 503])
}
