import { dirname, isAbsolute, join, relative } from 'node:path'
import type { ProviderName } from '../../core/provider.ts'

/** The files that `add` keeps for a repository, in a folder beside the registry. Absolute. */
export interface KeyFiles {
  readonly key: string
  /** The repository's own webhook secret. */
  readonly secret: string
  /** What was made at the forge, by its ids there. */
  readonly made: string
  /** Host keys of every host but GitHub. */
  readonly knownHosts: string
}

/** One name for each repository, whatever its owner: `acme+shop`, `gitlab+group+sub+shop`. */
export function keyFiles(registry: string, provider: ProviderName, repository: string): KeyFiles {
  const folder = join(dirname(registry), 'keys')
  const parts = [...(provider === 'github' ? [] : [provider]), ...repository.toLowerCase().split('/')]
  const base = join(folder, parts.join('+'))
  return { key: base, secret: `${base}.secret`, made: `${base}.json`, knownHosts: join(folder, 'known_hosts') }
}

/** As the registry names the file: relative to its folder where it lies in it, so that the folder can be moved or mounted. */
export function asInRegistry(registry: string, file: string): string {
  const path = relative(dirname(registry), file)
  return path.startsWith('..') || isAbsolute(path) ? file : path
}
