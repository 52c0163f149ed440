import type { App } from '../app.ts'
import { foldCase, type RepositoryName } from './repository-name.ts'

/** The apps of the registry by repository: made once for a registry, asked for every delivery. */
export interface AppIndex {
  /** What the registry has for a repository: under its full name, and under its name for any owner. */
  find(repository: RepositoryName): RepositoryEntry
}

export interface RepositoryEntry {
  readonly apps: readonly App[]
  /** The repository's own webhook secrets. Where there is one, the general secret does not count. */
  readonly secrets: readonly string[]
}

const nothing: RepositoryEntry = { apps: [], secrets: [] }

/** Indexes the apps. `secrets` are repositories' own webhook secrets, by the registry's key in lower case. */
export function createAppIndex(apps: readonly App[], secrets: ReadonlyMap<string, string> = new Map()): AppIndex {
  const entries = new Map<string, RepositoryEntry>()
  for (const app of apps) {
    const key = foldCase(app.repository)
    const secret = secrets.get(key)
    entries.set(key, {
      apps: [...(entries.get(key)?.apps ?? []), app],
      secrets: secret === undefined ? [] : [secret],
    })
  }
  return {
    find({ owner, name }) {
      const folded = foldCase(name)
      const anyOwner = entries.get(`*/${folded}`)
      const exact = owner === undefined || owner === '*' ? undefined : entries.get(`${foldCase(owner)}/${folded}`)
      if (exact === undefined) return anyOwner ?? nothing
      return anyOwner === undefined ? exact : merge(exact, anyOwner)
    },
  }
}

const merge = (a: RepositoryEntry, b: RepositoryEntry): RepositoryEntry => ({
  apps: [...a.apps, ...b.apps],
  secrets: [...new Set([...a.secrets, ...b.secrets])],
})
