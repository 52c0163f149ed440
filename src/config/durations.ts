const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const
const part = /(\d+)(ms|s|m|h)/g

/** One or more numbers, each with its unit: `90s`, `2m`, `1h30m`, `500ms`. */
export const durationPattern = /^(?:\d{1,9}(?:ms|s|m|h))+$/

/** A duration as the registry writes it, in milliseconds; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (!durationPattern.test(text)) return undefined
  return [...text.matchAll(part)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * unitMs[unit as keyof typeof unitMs],
    0,
  )
}
