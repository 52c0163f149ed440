import type { Understood } from '../core/delivery/judged.ts'
import { pullKey, toldAt } from '../core/delivery/overtaken.ts'
import type { ProviderName } from '../core/provider.ts'

/** When the pull requests that were told of lately were changed. What a restart forgets is found by the reconciliation. */
export interface NewestPulls {
  /** By `pullKey`, in epoch milliseconds. */
  newestOf(pull: string): number | undefined
  /** A delivery is authentic. */
  told(provider: ProviderName, meaning: Understood | undefined): void
}

/** More pull requests than that are not updated in the few seconds in which events overtake each other. */
const remembered = 1_000

export function createNewestPulls(): NewestPulls {
  const newest = new Map<string, number>()
  return {
    newestOf: pull => newest.get(pull),
    told(provider, meaning) {
      const at = meaning?.kind === 'pull-request' ? toldAt(meaning) : undefined
      if (meaning?.kind !== 'pull-request' || at === undefined) return
      const key = pullKey(provider, meaning)
      const known = newest.get(key) ?? at
      newest.delete(key)
      newest.set(key, Math.max(known, at))
      for (const oldest of newest.keys()) if (newest.size > remembered) newest.delete(oldest)
    },
  }
}
