import { z } from '@hono/zod-openapi'
import type { House } from '../../pipeline/house.ts'
import type { Clock } from '../../pipeline/ports/clock.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { appParam, noBody, noQuery } from './params.ts'
import { answerQueued, queuedAnswer } from './queued-answer.ts'
import { readUntil, untilSchema } from './until.ts'

const detourSchema = z
  .strictObject({ branch: z.string().min(1).max(255).describe('The branch to follow instead'), until: untilSchema })
  .openapi('DetourRequest', { example: { branch: 'feature/cart', until: '17:00' } })

const detour = defineRoute({
  method: 'post',
  path: '/apps/{app}/detour',
  operationId: 'startDetour',
  summary: 'Deploy another branch for a while',
  description:
    'Its tip now, and every push to it; pushes to the usual branch are recorded. At the end the usual branch comes back.',
  tags: ['Apps'],
  'x-role': 'deploy',
  request: {
    params: appParam,
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: detourSchema } } },
  },
  responses: queuedAnswer,
})

const back = defineRoute({
  method: 'post',
  path: '/apps/{app}/back',
  operationId: 'endDetour',
  summary: 'Go back to the usual branch',
  description: 'Ends the detour; the tip of the usual branch is deployed.',
  tags: ['Apps'],
  'x-role': 'deploy',
  request: { params: appParam, query: noQuery, body: noBody },
  responses: queuedAnswer,
})

/** Another branch for a while, and the way back. */
export function addDetours(api: Api, house: Pick<House, 'startDetour' | 'endDetour'>, clock: Pick<Clock, 'now'>): void {
  api.add(detour, async c => {
    const { branch, until } = c.req.valid('json')
    const wanted = { branch, ...readUntil(until, clock) }
    return answerQueued(c, await house.startDetour(c.req.valid('param').app, wanted, c.var.actor.name))
  })
  api.add(back, async c => answerQueued(c, await house.endDetour(c.req.valid('param').app, c.var.actor.name)))
}
