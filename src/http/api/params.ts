import { z } from '@hono/zod-openapi'

/** A whole number within a path or a query. */
export const wholeNumber = (min: number, max: number, description: string) =>
  z
    .string()
    .refine(
      text => /^\d{1,15}$/.test(text) && Number(text) >= min && Number(text) <= max,
      `must be a whole number from ${min} to ${max}`,
    )
    .transform(Number)
    .openapi({ type: 'integer', minimum: min, maximum: max, description })

/** The largest number that any row may have. */
const largest = 999_999_999_999_999

export const appParam = z.object({
  app: z.string().max(255).openapi({ description: 'The name of the app', example: 'shop' }),
})

export const deploymentParam = z.object({
  id: wholeNumber(1, largest, 'The number of the deployment').openapi({ example: 41 }),
})

export const deliveryParam = z.object({
  seq: wholeNumber(1, largest, 'The number of the delivery').openapi({ example: 7 }),
})

export const checkParam = z.object({
  id: wholeNumber(1, largest, 'The number of the check').openapi({ example: 12 }),
})

/** The query of a list. */
export const pageQuery = {
  limit: wholeNumber(1, 200, 'At most so many').optional().openapi({ default: 50 }),
  before: wholeNumber(1, largest, 'The `next` of the page before').optional(),
}

/** A word to filter by, as it is. */
export const word = (description: string) => z.string().min(1).max(255).optional().openapi({ description })

/** The query of what takes none: whatever comes is refused. */
export const noQuery = z.strictObject({})

/** The body of what needs none: whatever it holds is refused. */
export const noBody = {
  required: false,
  content: { 'application/json': { schema: z.strictObject({}) } },
}

/** A moment in an answer. */
export const time = () => z.iso.datetime().openapi({ description: 'UTC', example: '2026-11-22T10:00:00.000Z' })

/** Where the next page begins. */
export const next = z.int().optional().openapi({ description: 'Where the next page begins; absent on the last' })

/** Epoch milliseconds as ISO 8601 in UTC. */
export const iso = (epochMs: number): string => new Date(epochMs).toISOString()

/** The same where there may be none. */
export const isoOr = (epochMs: number | undefined): string | undefined =>
  epochMs === undefined ? undefined : iso(epochMs)
