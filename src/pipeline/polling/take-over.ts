import type { RemoteGroup } from './group-remotes.ts'
import type { WatchedRemote } from './watched-remote.ts'

/**
 * Brings what is watched in line with the registry. Remotes that are known keep what is known of them, new ones are looked at within
 * `spreadMs` for each of them, and whatever is asked of one that left ends.
 */
export function takeOver(
  watched: Map<string, WatchedRemote>,
  groups: readonly RemoteGroup[],
  { now, random, spreadMs }: { readonly now: number; readonly spreadMs: number; random(): number },
): void {
  const added = groups.filter(({ key }) => !watched.has(key))
  const keys = new Set(groups.map(({ key }) => key))
  for (const [key, { busy }] of watched) {
    if (keys.has(key)) continue
    busy?.asking.abort()
    watched.delete(key)
  }
  for (const group of groups) {
    const known = watched.get(group.key)
    if (known === undefined) continue
    known.group = group
    known.dueAt = Math.min(known.dueAt, now + group.everyMs)
  }
  for (const group of added) {
    const dueAt = now + random() * spreadMs * added.length
    watched.set(group.key, { group, dueAt, failures: 0, suspects: new Map(), busy: undefined })
  }
}
