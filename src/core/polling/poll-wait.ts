const second = 1_000
const minute = 60 * second

/** A remote that is away is asked again at least so often. */
export const longestBackOffMs = 10 * minute
/** From here back-off grows, where a remote is usually asked less often. */
const shortestBackOffMs = minute
/** Of each wait, so that remotes are not asked all at once. */
const jitter = 0.1

/**
 * How long to wait before a remote is asked again, in milliseconds. From the second failure in a row each wait is twice the one before, up to ten
 * minutes; one success, and it is `everyMs` again. `random` is from 0 up to 1.
 */
export function pollWaitMs(everyMs: number, failures: number, random: number): number {
  const baseMs = failures === 0 ? everyMs : backOffMs(Math.min(everyMs, shortestBackOffMs), failures)
  return Math.round(baseMs * (1 - jitter + 2 * jitter * random))
}

const backOffMs = (baseMs: number, failures: number): number =>
  Math.min(longestBackOffMs, baseMs * 2 ** (Math.min(failures, 20) - 1))
