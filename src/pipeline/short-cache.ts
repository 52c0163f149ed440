import type { Clock } from './ports/clock.ts'

/**
 * Keeps answers for `keepMs`, one for each key, so that many who look at once ask once. One that failed is asked for again. At most a few
 * hundred keys are expected; the oldest goes when there are more.
 */
export function createShortCache<T>(keepMs: number, clock: Pick<Clock, 'monotonic'>) {
  const kept = new Map<string, { readonly value: T; readonly at: number }>()
  const forget = (key: string) => kept.delete(key)
  return (key: string, ask: () => T): T => {
    const known = kept.get(key)
    if (known !== undefined && clock.monotonic() - known.at < keepMs) return known.value
    const value = ask()
    forget(key)
    kept.set(key, { value, at: clock.monotonic() })
    if (kept.size > mostKeys) forget(kept.keys().next().value ?? key)
    if (value instanceof Promise) value.catch(() => kept.get(key)?.value === value && forget(key))
    return value
  }
}

const mostKeys = 1_000
