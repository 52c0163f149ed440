import type { App } from '../app.ts'
import type { ProviderName } from '../provider.ts'
import { foldCase, formatName, type RepositoryName } from './repository-name.ts'

/** The apps of the registry by repository: made once for a registry, asked for every delivery. */
export interface AppIndex {
  /**
   * What the registry has for a repository of this forge: under its full name, and under its name for any owner. Apps of another forge are
   * never among them. Previews are not, either: no push is for them.
   */
  find(provider: ProviderName, repository: RepositoryName): RepositoryEntry
}

export interface RepositoryEntry {
  readonly apps: readonly App[]
  /** The repository's own webhook secrets. Where there is one, the general secret does not count. */
  readonly secrets: readonly string[]
}

type Entries = Map<string, RepositoryEntry>

const nothing: RepositoryEntry = { apps: [], secrets: [] }

/** Indexes the apps. `secrets` are repositories' own webhook secrets, by the registry's key in lower case. */
export function createAppIndex(apps: readonly App[], secrets: ReadonlyMap<string, string> = new Map()): AppIndex {
  const byProvider = new Map<ProviderName, Entries>()
  for (const app of apps) {
    if (app.preview !== undefined) continue
    const entries: Entries = byProvider.get(app.provider) ?? new Map()
    byProvider.set(app.provider, entries)
    const key = foldCase(app.repository)
    const secret = secrets.get(key)
    entries.set(key, {
      apps: [...(entries.get(key)?.apps ?? []), app],
      secrets: secret === undefined ? [] : [secret],
    })
  }
  return {
    find(provider, repository) {
      const entries = byProvider.get(provider)
      return entries === undefined ? nothing : findIn(entries, repository)
    },
  }
}

function findIn(entries: Entries, repository: RepositoryName): RepositoryEntry {
  const { owner, name } = repository
  const anyOwner = entries.get(`*/${foldCase(name)}`)
  const exact = owner === undefined || owner === '*' ? undefined : entries.get(foldCase(formatName(repository)))
  if (exact === undefined) return anyOwner ?? nothing
  return anyOwner === undefined ? exact : merge(exact, anyOwner)
}

const merge = (a: RepositoryEntry, b: RepositoryEntry): RepositoryEntry => ({
  apps: [...a.apps, ...b.apps],
  secrets: [...new Set([...a.secrets, ...b.secrets])],
})
