const dayMs = 86_400_000

/** The day of UTC that a moment (epoch milliseconds) is in, as `2026-11-22`. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** When the first of the last `days` days of UTC began, the day of `now` counted. Epoch milliseconds. */
export const firstMoment = (days: number, now: number): number => Math.floor(now / dayMs) * dayMs - (days - 1) * dayMs

/** The last `days` days of UTC, oldest first; the last is that of `now`. */
export const daysUntil = (days: number, now: number): string[] =>
  Array.from({ length: days }, (_, index) => dayOf(firstMoment(days, now) + index * dayMs))
