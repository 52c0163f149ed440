import { z } from '@hono/zod-openapi'
import { states } from '../../core/deployment/deployment.ts'
import type { PreviewView } from '../../pipeline/previews/previews-door.ts'
import { iso, isoOr, time } from './params.ts'

/** A preview in JSON. */
export const previewSchema = z
  .object({
    app: z.string().describe('Whose pull request it is'),
    number: z.int(),
    name: z.string().describe("The preview's own app; its deployments, containers and logs are found by it"),
    repository: z.string(),
    title: z.string(),
    author: z.string().optional(),
    url: z.string().optional().describe('The pull request'),
    base: z.string(),
    headBranch: z.string(),
    head: z.string(),
    isFork: z.boolean(),
    approved: z.string().optional().describe('Of a fork: the head that the label was put on'),
    state: z.enum(['live', 'refused', 'waiting', 'removing', 'gone']),
    reason: z.string().optional().describe('Why it does not live'),
    address: z.string().optional().describe('Where people find it'),
    ports: z.record(z.string(), z.int()).describe('Published ports by service and container port'),
    deployment: z
      .object({ id: z.int(), status: z.enum(states) })
      .optional()
      .describe('Its newest deployment'),
    openedAt: time(),
    updatedAt: time().describe('When its head moved'),
    closedAt: time().optional(),
  })
  .openapi('Preview', { description: 'A Compose project of its own for a pull request.' })

/** A preview as the API shows it. */
export const previewJson = ({ last, removedBy: _, ...preview }: PreviewView): z.infer<typeof previewSchema> => ({
  ...preview,
  ports: { ...preview.ports },
  ...(last && { deployment: { id: last.id, status: last.state } }),
  openedAt: iso(preview.openedAt),
  updatedAt: iso(preview.updatedAt),
  closedAt: isoOr(preview.closedAt),
})
