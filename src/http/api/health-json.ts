import { z } from '@hono/zod-openapi'
import type { HouseHealth } from '../../pipeline/house.ts'
import { iso, isoOr, time } from './params.ts'

/** One need and whether it is met, in JSON. */
export const checkSchema = z
  .object({
    name: z.string().describe('`store`, `git`, `compose`, `engine`'),
    ok: z.boolean(),
    detail: z.string().describe('A version where it is met, else what was found'),
  })
  .openapi('ReadinessCheck')

/** How Redhook itself is, in JSON. */
export const healthSchema = z
  .object({
    at: time(),
    startedAt: time(),
    checks: z.array(checkSchema).readonly(),
    queue: z.object({ queued: z.int(), running: z.int(), oldestQueuedAt: time().optional() }),
    disk: z
      .array(z.object({ what: z.string(), path: z.string(), freeBytes: z.number(), totalBytes: z.number() }))
      .readonly(),
    database: z.object({ bytes: z.number(), freeBytes: z.number(), deliveries: z.int(), deployments: z.int() }),
    remotes: z
      .array(z.object({ app: z.string(), ok: z.boolean(), at: time(), detail: z.string() }))
      .describe('Whether the remote could be reached when it was spoken to last'),
    watching: z
      .object({ remotes: z.int(), polled: z.int() })
      .describe('Remotes that are asked for new commits, and how many apps are polled'),
    addresses: z
      .object({
        entries: z.int(),
        fetchedAt: time().optional().describe('Absent: the list that was shipped'),
        problem: z.string().optional().describe('Why it could not be fetched the last time'),
      })
      .optional()
      .describe("GitHub's addresses, where allowFrom names them"),
    registry: z.object({
      file: z.string(),
      loadedAt: time(),
      apps: z.int(),
      warnings: z.array(z.string()).readonly(),
      problems: z.array(z.string()).readonly().describe('Why the file as it is now was not taken over'),
    }),
    outbox: z.object({ waiting: z.int(), failed: z.int(), oldestWaitingAt: time().optional() }),
  })
  .openapi('Health', { description: 'Redhook itself: queue, disk, database, remotes, registry, outbox.' })

/** How Redhook itself is, as the API shows it. */
export const healthJson = (health: HouseHealth): z.infer<typeof healthSchema> => ({
  ...health,
  at: iso(health.at),
  startedAt: iso(health.startedAt),
  queue: { ...health.queue, oldestQueuedAt: isoOr(health.queue.oldestQueuedAt) },
  remotes: health.remotes.map(remote => ({ ...remote, at: iso(remote.at) })),
  addresses: health.addresses && { ...health.addresses, fetchedAt: isoOr(health.addresses.fetchedAt) },
  registry: { ...health.registry, loadedAt: iso(health.registry.loadedAt) },
  outbox: { ...health.outbox, oldestWaitingAt: isoOr(health.outbox.oldestWaitingAt) },
})
