import { z } from '@hono/zod-openapi'
import { hookOf } from '../../core/delivery/judge-kept.ts'
import type { StoredDelivery } from '../../pipeline/ports/listing-store.ts'
import { iso, isoOr, time } from './params.ts'

/** What a delivery led to. */
export const ledTo = z.array(z.object({ id: z.int(), app: z.string() })).readonly()

/** A delivery in JSON. */
export const deliverySchema = z
  .object({
    seq: z.int().describe('Its number here'),
    id: z.string().describe("The sender's id"),
    hook: z.string().describe('The URL it came in by: `github`, or `github/<owner>/<name>`; the forge first'),
    provider: z.string().describe('The forge it came from'),
    receivedAt: time(),
    event: z.string(),
    repository: z.string().optional(),
    ref: z.string().optional().describe('Of a push: its first ref'),
    refs: z
      .array(z.object({ ref: z.string(), after: z.string().optional(), deleted: z.boolean(), forced: z.boolean() }))
      .optional()
      .describe('Of a push with several refs: all of them'),
    pullRequest: z.int().optional().describe('The number of the pull request that it is about'),
    tag: z.string().optional().describe('Of a release or an image: its tag'),
    commit: z.string().optional().describe('Of checks: the commit that was checked'),
    isPending: z
      .boolean()
      .optional()
      .describe('Previews, checks or plans of its pull request are not through with it yet'),
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
export const deliveryJson = ({ meaning, ...delivery }: StoredDelivery): z.infer<typeof deliverySchema> => ({
  ...delivery,
  provider: hookOf(delivery.hook).provider,
  ...more(meaning),
  headers: { ...delivery.headers },
  receivedAt: iso(delivery.receivedAt),
  receivedAgainAt: isoOr(delivery.receivedAgainAt),
})

type More = Pick<z.infer<typeof deliverySchema>, 'refs' | 'pullRequest' | 'tag' | 'commit'>

/** What an event says that is not the push of one ref. */
function more(meaning: StoredDelivery['meaning']): More {
  switch (meaning?.kind) {
    case 'push':
      return { refs: meaning.refs.map(({ ref, after, deleted, forced }) => ({ ref, after, deleted, forced })) }
    case 'pull-request':
      return { pullRequest: meaning.number }
    case 'release':
    case 'package':
      return meaning.tag === undefined ? {} : { tag: meaning.tag }
    case 'checks':
      return { commit: meaning.commit }
    default:
      return {}
  }
}
