/** A repository that a forge named in a delivery that was authentic. */
export interface KnownRepository {
  readonly provider: string
  /** Empty where the payload does not tell. */
  readonly host: string
  /** The forge's own number or UUID. */
  readonly id: string
  /** The full name under which the registry has it. */
  readonly name: string
  /** The full name of the newest delivery; other than `name` after a rename or transfer. */
  readonly seenAs: string
  readonly seenAt: number
}

/** Repositories by the forge's id: a renamed one is still known. */
export interface RepositoryStore {
  /** All of them: few, and asked for with every registry. */
  knownRepositories(): KnownRepository[]
  /** Adds it, or brings `seenAs` up to date. Not waited for: it survives the process, and a power cut with the next durable write. */
  rememberRepository(repository: KnownRepository): void
  /** Another repository took its name, and somebody said that this is right. Durable when it returns. */
  forgetRepository(repository: Pick<KnownRepository, 'provider' | 'host' | 'id'>): void
}
