import { z } from '@hono/zod-openapi'
import type { House } from '../../pipeline/house.ts'
import type { Clock } from '../../pipeline/ports/clock.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { lockJson, lockSchema } from './hold-json.ts'
import { appParam, noBody, noQuery } from './params.ts'
import { readUntil, untilSchema } from './until.ts'

const reason = z.string().trim().min(1).max(500).describe('Why, for everybody who wonders')

const lock = defineRoute({
  method: 'post',
  path: '/apps/{app}/lock',
  operationId: 'lockApp',
  summary: 'Lock an app',
  description:
    'It is not deployed for a while. Pushes are recorded, and the newest is deployed when the lock ends. Replaces a lock.',
  tags: ['Apps'],
  'x-role': 'deploy',
  request: {
    params: appParam,
    query: noQuery,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .strictObject({ reason, until: untilSchema })
            .openapi('LockRequest', { example: { reason: 'demo for the board', until: '2h' } }),
        },
      },
    },
  },
  responses: { 200: { description: 'The lock', content: { 'application/json': { schema: lockSchema } } } },
})

const unlock = defineRoute({
  method: 'post',
  path: '/apps/{app}/unlock',
  operationId: 'unlockApp',
  summary: 'Unlock an app',
  description: 'What waits is deployed.',
  tags: ['Apps'],
  'x-role': 'deploy',
  request: { params: appParam, query: noQuery, body: noBody },
  responses: { 200: { description: 'The lock that ended', content: { 'application/json': { schema: lockSchema } } } },
})

/** Locks: set and ended by people. */
export function addLocks(api: Api, house: Pick<House, 'lock' | 'unlock'>, clock: Pick<Clock, 'now'>): void {
  api.add(lock, c => {
    const { reason: why, until } = c.req.valid('json')
    const wanted = { reason: why, ...readUntil(until, clock) }
    return c.json(lockJson(house.lock(c.req.valid('param').app, wanted, c.var.actor.name)), 200)
  })
  api.add(unlock, c => c.json(lockJson(house.unlock(c.req.valid('param').app, c.var.actor.name)), 200))
}
