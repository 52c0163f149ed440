import { z } from '@hono/zod-openapi'
import type { Detour, Lock } from '../../pipeline/ports/hold-store.ts'
import { iso, isoOr, time } from './params.ts'

const held = {
  app: z.string(),
  by: z.string(),
  at: time(),
  until: time().optional().describe('Without it, until somebody ends it'),
}

/** A lock in JSON. */
export const lockSchema = z
  .object({ ...held, reason: z.string() })
  .openapi('Lock', { description: 'The app is not deployed for a while: what is queued for it waits.' })

/** A detour in JSON. */
export const detourSchema = z
  .object({ ...held, branch: z.string().describe('The branch that is followed instead') })
  .openapi('Detour', { description: 'Another branch than the usual one is deployed for a while.' })

/** A lock as the API shows it. */
export const lockJson = ({ at, until, ...lock }: Lock): z.infer<typeof lockSchema> => ({
  ...lock,
  at: iso(at),
  until: isoOr(until),
})

/** A detour as the API shows it. */
export const detourJson = ({ at, until, ...detour }: Detour): z.infer<typeof detourSchema> => ({
  ...detour,
  at: iso(at),
  until: isoOr(until),
})
