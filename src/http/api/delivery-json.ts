import { z } from '@hono/zod-openapi'
import type { StoredDelivery } from '../../pipeline/ports/listing-store.ts'
import { iso, isoOr, time } from './params.ts'

/** What a delivery led to. */
export const ledTo = z.array(z.object({ id: z.int(), app: z.string() })).readonly()

/** A delivery in JSON. */
export const deliverySchema = z
  .object({
    seq: z.int().describe('Its number here'),
    id: z.string().describe("The sender's id"),
    hook: z.string().describe('The URL it came in by: `github`, or `github/<owner>/<name>`'),
    receivedAt: time(),
    event: z.string(),
    repository: z.string().optional(),
    ref: z.string().optional(),
    before: z.string().optional(),
    after: z.string().optional(),
    deleted: z.boolean().optional(),
    forced: z.boolean().optional(),
    pusher: z.string().optional(),
    client: z.string().optional().describe('The address it came from'),
    headers: z.record(z.string(), z.string()).describe('Those that are kept'),
    bodySha256: z.string(),
    bodyBytes: z.int(),
    status: z.enum(['queued', 'ignored', 'pong']),
    reason: z.string().describe('Why it led to that'),
    receivedAgain: z.int().describe('How often its id came again'),
    receivedAgainAt: time().optional(),
    deployments: ledTo,
  })
  .openapi('Delivery', { description: 'One signed webhook request: what it said, what was decided, and why.' })

/** A delivery as the API shows it. */
export const deliveryJson = (delivery: StoredDelivery): z.infer<typeof deliverySchema> => ({
  ...delivery,
  headers: { ...delivery.headers },
  receivedAt: iso(delivery.receivedAt),
  receivedAgainAt: isoOr(delivery.receivedAgainAt),
})
