import { z } from '@hono/zod-openapi'
import type { House } from '../../pipeline/house.ts'
import { defineRoute } from './api-route.ts'
import type { Api } from './create-routes.ts'
import { appParam } from './params.ts'

const daySchema = z.object({
  day: z.iso.date().describe('UTC'),
  succeeded: z.int(),
  failed: z.int(),
  medianMs: z.number().optional().describe('From push to live'),
})

const numbersSchema = z
  .object({
    days: z.int(),
    pushToLive: z
      .object({ medianMs: z.number(), p90Ms: z.number() })
      .optional()
      .describe('From the delivery of a push to its end in `succeeded`'),
    failureRate: z.number().min(0).max(1).optional().describe('Absent where nothing ended'),
    recoverMs: z.number().optional().describe('From the first failure after a success to the next success: the median'),
    byDay: z.array(daySchema).readonly().describe('Oldest first'),
  })
  .openapi('AppNumbers', { description: 'How an app did over the last days.' })

const numbers = defineRoute({
  method: 'get',
  path: '/apps/{app}/numbers',
  operationId: 'getNumbers',
  summary: 'How an app did over the last days',
  description: 'From push to live, failure rate, time to recover: over all days and by day.',
  tags: ['Apps'],
  'x-role': 'view',
  request: {
    params: appParam,
    query: z.strictObject({
      days: z.enum(['7', '30']).optional().openapi({ description: 'How many days', default: '7' }),
    }),
  },
  responses: { 200: { description: 'The numbers', content: { 'application/json': { schema: numbersSchema } } } },
})

/** How an app did. */
export function addNumbers(api: Api, house: Pick<House, 'numbers'>): void {
  api.add(numbers, c => c.json(house.numbers(c.req.valid('param').app, Number(c.req.valid('query').days ?? '7')), 200))
}
