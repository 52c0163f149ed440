/** Counts what went wrong lately, by key, and says how long to wait. Memory is bounded. Times are monotonic milliseconds. */
export interface Attempts {
  /** How long this key still has to wait; 0: it may try. */
  waitMs(key: string, now: number): number
  /** How often it failed lately. */
  failures(key: string, now: number): number
  /** Counts a failure. After `free` of them each one doubles the wait, from a second up to a quarter of an hour. */
  fail(key: string, now: number, free: number): void
  /** Takes back one failure: it was none after all. */
  forgive(key: string): void
}

interface Entry {
  failures: number
  lastAt: number
  until: number
}

const forgottenAfterMs = 3_600_000
const longestWaitMs = 900_000

/** Remembers at most `size` keys; the one that was quiet for longest makes room. */
export function createAttempts(size = 10_000): Attempts {
  const entries = new Map<string, Entry>()
  const find = (key: string, now: number): Entry | undefined => {
    const entry = entries.get(key)
    if (entry === undefined || now - entry.lastAt <= forgottenAfterMs) return entry
    entries.delete(key)
    return undefined
  }
  return {
    waitMs: (key, now) => Math.max(0, (find(key, now)?.until ?? 0) - now),
    failures: (key, now) => find(key, now)?.failures ?? 0,
    fail(key, now, free) {
      const failures = (find(key, now)?.failures ?? 0) + 1
      const until = failures < free ? 0 : now + Math.min(longestWaitMs, 1_000 * 2 ** Math.min(failures - free, 20))
      entries.delete(key)
      entries.set(key, { failures, lastAt: now, until })
      const [oldest] = entries.keys()
      if (entries.size > size && oldest !== undefined) entries.delete(oldest)
    },
    forgive(key) {
      const entry = entries.get(key)
      if (entry === undefined) return
      entry.failures -= 1
      entry.until = 0
      if (entry.failures <= 0) entries.delete(key)
    },
  }
}
