import { identityKey, type KnownIdentities, type KnownIdentity } from '../core/delivery/recognise.ts'
import { isProviderName } from '../core/provider.ts'
import type { Clock } from './ports/clock.ts'
import type { KnownRepository, RepositoryStore } from './ports/repository-store.ts'

/** The repositories that were heard of, in memory as in the store. */
export interface KnownRepositories {
  all(): KnownIdentities
  /** It is new, or has another name now. */
  remember(repository: KnownIdentity): void
  /** Its name belongs to another one now. */
  forget(repository: KnownIdentity): void
}

export interface KnownRepositoriesPorts {
  readonly store: RepositoryStore
  readonly clock: Pick<Clock, 'now'>
}

/** Reads the store when it is first asked, and writes only what is new. */
export function createKnownRepositories({ store, clock }: KnownRepositoriesPorts): KnownRepositories {
  let known: Map<string, KnownIdentity> | undefined
  const read = () => {
    known ??= new Map(
      store
        .knownRepositories()
        .flatMap(toIdentity)
        .map(one => [identityKey(one), one]),
    )
    return known
  }
  return {
    all: read,
    remember(repository) {
      store.rememberRepository({ ...repository, seenAt: clock.now() })
      read().set(identityKey(repository), repository)
    },
    forget(repository) {
      store.forgetRepository(repository)
      read().delete(identityKey(repository))
    },
  }
}

const toIdentity = ({ provider, host, id, name, seenAs }: KnownRepository): KnownIdentity[] =>
  isProviderName(provider) ? [{ provider, host, id, name, seenAs }] : []
