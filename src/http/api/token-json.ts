import { z } from '@hono/zod-openapi'
import { roles } from '../../core/access/actor.ts'
import type { StoredToken } from '../../pipeline/ports/access-store.ts'
import { iso, isoOr, time } from './params.ts'

/** A token in JSON, without what is secret of it. */
export const tokenSchema = z
  .object({
    name: z.string(),
    role: z.enum(roles),
    createdAt: time(),
    createdBy: z.string(),
    lastUsedAt: time().optional(),
    expiresAt: time().optional(),
  })
  .openapi('Token')

/** A token that was just made. */
export const madeTokenSchema = z
  .object({
    ...tokenSchema.shape,
    token: z.string().describe('To be sent as `Authorization: Bearer …`; told this once'),
  })
  .openapi('MadeToken')

/** A token as the API shows it. */
export const tokenJson = (token: Omit<StoredToken, 'id'>): z.infer<typeof tokenSchema> => ({
  name: token.name,
  role: token.role,
  createdAt: iso(token.createdAt),
  createdBy: token.createdBy,
  lastUsedAt: isoOr(token.lastUsedAt),
  expiresAt: isoOr(token.expiresAt),
})
