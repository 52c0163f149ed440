import type { KnownIdentity } from '../../src/core/delivery/recognise.ts'
import { identityKey } from '../../src/core/delivery/recognise.ts'
import type { KnownRepositories } from '../../src/pipeline/known-repositories.ts'

/** Repositories that are remembered in memory alone. */
export function rememberedHere(...first: readonly KnownIdentity[]): KnownRepositories {
  const known = new Map(first.map(one => [identityKey(one), one]))
  return {
    all: () => known,
    remember: repository => void known.set(identityKey(repository), repository),
    forget: repository => void known.delete(identityKey(repository)),
  }
}
