import { z } from '@hono/zod-openapi'
import { parseUntil } from '../../core/hold/parse-until.ts'
import type { Clock } from '../../pipeline/ports/clock.ts'

/** When something ends, as people say it. */
export const untilSchema = z.string().min(1).max(40).optional().openapi({
  description:
    'A duration (`45m`, `2h`, `1d`), an ISO time, or a time of day on the server (`17:00`); without it, until somebody ends it',
  example: '2h',
})

/** When that is. @throws RedhookError USAGE */
export const readUntil = (until: string | undefined, clock: Pick<Clock, 'now'>): { until?: number } =>
  until === undefined ? {} : { until: parseUntil(until, clock.now()) }
