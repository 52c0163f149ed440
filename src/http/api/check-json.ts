import { z } from '@hono/zod-openapi'
import type { CheckRun } from '../../pipeline/ports/check-store.ts'
import { failureSchema } from './deployment-parts.ts'
import { iso, isoOr, time } from './params.ts'

/** A check in JSON. */
export const checkSchema = z
  .object({
    id: z.int(),
    app: z.string(),
    repository: z.string(),
    number: z.int().describe('The number of the pull request'),
    commit: z.string().describe('The full hash'),
    headBranch: z.string(),
    isFork: z.boolean(),
    status: z.enum(['queued', 'running', 'succeeded', 'failed', 'skipped', 'cancelled']),
    reason: z.string().optional().describe('Why it ended'),
    error: failureSchema.optional(),
    attempts: z.int().describe('How often it was begun'),
    createdAt: time(),
    startedAt: time().optional(),
    finishedAt: time().optional(),
  })
  .openapi('Check', { description: 'The steps of `.redhook.yml` at one commit of a pull request.' })

/** A check as the API shows it. */
export const checkJson = ({ state, createdAt, startedAt, finishedAt, ...check }: CheckRun) => ({
  ...check,
  status: state,
  createdAt: iso(createdAt),
  startedAt: isoOr(startedAt),
  finishedAt: isoOr(finishedAt),
})
