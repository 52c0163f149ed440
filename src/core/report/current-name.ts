import type { RemoteRepository } from './report.ts'

/** A repository as the registry has it and as its newest delivery called it. */
interface Renamed {
  readonly provider: string
  readonly name: string
  readonly seenAs: string
  readonly seenAt: number
}

/** The repository under the name that its forge has for it now, as far as a delivery said so. */
export function currentName(repository: RemoteRepository, known: readonly Renamed[]): RemoteRepository {
  const name = repository.name.toLowerCase()
  const [newest] = known
    .filter(one => one.provider === repository.provider && one.name.toLowerCase() === name)
    .sort((a, b) => b.seenAt - a.seenAt)
  return newest === undefined ? repository : { ...repository, name: newest.seenAs }
}
