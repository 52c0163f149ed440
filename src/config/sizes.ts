import * as z from 'zod'
import { orReference } from './fields.ts'

const unitBytes = { MB: 1e6, GB: 1e9, TB: 1e12 } as const

const sizePattern = /^(\d{1,6}(?:\.\d{1,3})?)(MB|GB|TB)$/

/** A size as the registry writes it, in bytes; undefined when it is none. */
export function parseSize(text: string): number | undefined {
  const [, count, unit] = sizePattern.exec(text) ?? []
  const bytes = Math.round(Number(count) * unitBytes[unit as keyof typeof unitBytes])
  return bytes > 0 ? bytes : undefined
}

const words = 'a size; write 500MB or 20GB'

/** `500MB`, `20GB`, `1.5TB`, as bytes: more than nothing. A gigabyte is a thousand megabytes. */
export const size = z
  .string({ error: words })
  .transform((text, context): number => {
    const bytes = parseSize(text)
    if (bytes !== undefined) return bytes
    context.addIssue({ code: 'custom', message: words })
    return z.NEVER
  })
  .meta({ pattern: orReference(sizePattern) })
