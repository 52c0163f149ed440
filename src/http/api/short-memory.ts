import type { KeptAnswer } from '../../pipeline/ports/answer-store.ts'

const dayMs = 24 * 3_600_000
const most = 100

/** Keeps a few answers for a day, as long as the process lives. */
export function createShortMemory() {
  const kept = new Map<string, { readonly answer: KeptAnswer; readonly until: number }>()
  return {
    find(key: string, now: number): KeptAnswer | undefined {
      const found = kept.get(key)
      return found !== undefined && now < found.until ? found.answer : undefined
    },
    keep(key: string, answer: KeptAnswer, now: number): void {
      kept.set(key, { answer, until: now + dayMs })
      const [oldest] = kept.keys()
      if (kept.size > most && oldest !== undefined) kept.delete(oldest)
    },
  }
}
