import { z } from '@hono/zod-openapi'
import type { KeptVersion } from '../../pipeline/house.ts'

const imageSchema = z.object({
  service: z.string(),
  id: z.string().describe('`sha256:…`'),
  name: z.string().describe('The image as the service names it'),
  isBuilt: z.boolean().describe('Built by this project, rather than pulled'),
})

/** A state of a project that can be put back, in JSON. */
export const versionSchema = z
  .object({
    deployment: z.int().optional().describe('That made it live; absent for what ran before Redhook did'),
    commit: z.string().optional(),
    color: z.string().optional(),
    composeFiles: z.array(z.string()).readonly().describe('Relative to the root of the repository'),
    images: z.array(imageSchema).readonly(),
  })
  .openapi('Version', { description: 'A state of a project that can be put back: files by commit, images by id.' })

/** A version that can be gone back to, in JSON. */
export const keptVersionSchema = z
  .object({
    ...versionSchema.shape,
    deployment: z.int(),
    at: z.iso.datetime().describe('When it became live; UTC'),
    isLive: z.boolean().describe('It runs now, as far as Redhook knows'),
  })
  .openapi('KeptVersion', { description: 'A version that can be gone back to.' })

export type KeptVersionJson = z.infer<typeof keptVersionSchema>

/** A kept version as the API shows it. */
export const keptVersionJson = ({ deployment, at, isLive, version }: KeptVersion): KeptVersionJson => ({
  ...version,
  deployment,
  at: new Date(at).toISOString(),
  isLive,
})
