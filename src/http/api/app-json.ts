import { z } from '@hono/zod-openapi'
import type { AppView } from '../../pipeline/house.ts'
import { deploymentJson, deploymentSchema } from './deployment-json.ts'
import { detourJson, detourSchema, lockJson, lockSchema } from './hold-json.ts'
import { iso, time } from './params.ts'

const liveSchema = z.object({
  commit: z.string(),
  at: time(),
  deployment: z.int().describe('That made it live'),
  subject: z.string().optional(),
  author: z.string().optional(),
})

/** An app in JSON. */
export const appSchema = z
  .object({
    app: z.string(),
    repository: z.string(),
    branch: z.string().optional(),
    path: z.string().describe('The checkout on the server'),
    color: z.enum(['red', 'blue']).optional(),
    project: z.string().optional().describe('The Compose project, color included'),
    live: liveSchema.optional().describe('What was deployed successfully last'),
    last: deploymentSchema.optional().describe('The newest deployment, whatever came of it'),
    lock: lockSchema.optional(),
    detour: detourSchema.optional(),
    preview: z
      .object({ of: z.string().describe('The app'), number: z.int().describe('The pull request') })
      .optional()
      .describe('It is no app of the registry, but the preview of a pull request'),
  })
  .openapi('App', { description: 'A repository, a branch, a checkout and a Compose project, and what is known of it.' })

export type AppJson = z.infer<typeof appSchema>

/** An app as the API shows it to this reader. */
export const appJson = (
  { last, live, lock, detour, ...app }: AppView,
  reader: { readonly seesLogs: boolean },
): AppJson => ({
  ...app,
  ...(live && { live: { ...live, at: iso(live.at) } }),
  ...(last && { last: deploymentJson(last, reader) }),
  ...(lock && { lock: lockJson(lock) }),
  ...(detour && { detour: detourJson(detour) }),
})
