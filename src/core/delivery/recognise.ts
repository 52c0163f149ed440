import { type ProviderName, providerTitles } from '../provider.ts'
import type { AppIndex, RepositoryEntry } from './app-index.ts'
import type { RepositoryIdentity } from './meaning.ts'
import { foldCase, formatName, parseFullName, type RepositoryName } from './repository-name.ts'

/** A repository that was heard of before: which one the registry means by a name. */
export interface KnownIdentity {
  readonly provider: ProviderName
  /** Empty where the payload did not tell. */
  readonly host: string
  readonly id: string
  /** The full name under which the registry has it. */
  readonly name: string
  /** As its newest delivery named it. */
  readonly seenAs: string
}

/** Those that are known, by `identityKey`. */
export type KnownIdentities = ReadonlyMap<string, KnownIdentity>

export const identityKey = ({ provider, host, id }: Pick<KnownIdentity, 'provider' | 'host' | 'id'>): string =>
  `${provider} ${host} ${id}`

/** What the registry has for the repository of a delivery. */
export interface Recognised {
  readonly entry: RepositoryEntry
  /** The name under which the registry has it; the delivery's own where it has it under none. */
  readonly name: RepositoryName
  /** Is new, or changed. */
  readonly remember?: KnownIdentity
  /** What somebody should put right, as a sentence without a full stop. */
  readonly warning?: string
  /** Another repository took over the name: why nothing may come of it. */
  readonly refused?: string
}

/** The registry, and who was heard of before. */
export interface Acquaintances {
  readonly apps: AppIndex
  readonly known: KnownIdentities
}

/**
 * Finds what the registry has for a repository: by its name, and by its forge's id where it is called otherwise now. A name whose id is known
 * belongs to that repository alone: another one that takes it over is refused.
 */
export function recognise(
  provider: ProviderName,
  repository: RepositoryIdentity,
  { apps, known }: Acquaintances,
): Recognised {
  const entry = apps.find(provider, repository)
  const { id, host = '' } = repository
  if (id === undefined)
    return entry.apps.length > 0 ? { entry, name: repository } : bySeenName(provider, repository, { apps, known })
  const full = formatName(repository)
  const before = known.get(`${provider} ${host} ${id}`)
  // What nearly every delivery is: of a repository that is known and has not changed.
  if (before !== undefined && before.name === full && before.seenAs === full) return { entry, name: repository }
  const now: KnownIdentity = { provider, host, id, name: full, seenAs: full }
  return entry.apps.length > 0
    ? claimName(now, { entry, name: repository }, { apps, known })
    : byOldName(now, before, { entry, name: repository }, apps)
}

/** The registry has the name: it is this repository's, unless it is another one's. */
function claimName(now: KnownIdentity, found: Recognised, { apps, known }: Acquaintances): Recognised {
  const owner = [...known.values()].find(
    other =>
      other.provider === now.provider &&
      foldCase(other.name) === foldCase(now.name) &&
      !isSame(other, now) &&
      !hasMoved(other, apps),
  )
  return owner === undefined ? { ...found, remember: now } : { ...found, refused: whyRefused(now, owner) }
}

/** A host that is not told is no other host. */
const isSame = (a: KnownIdentity, b: KnownIdentity): boolean =>
  a.id === b.id && (a.host === b.host || a.host === '' || b.host === '')

/** It has another name now, and the registry has it under that one: its old name is free. */
function hasMoved({ provider, name, seenAs }: KnownIdentity, apps: AppIndex): boolean {
  if (foldCase(seenAs) === foldCase(name)) return false
  const now = parseFullName(seenAs)
  return now !== undefined && apps.find(provider, now).apps.length > 0
}

/** The registry does not have the name, but perhaps one that the repository had. */
function byOldName(
  now: KnownIdentity,
  before: KnownIdentity | undefined,
  found: Recognised,
  apps: AppIndex,
): Recognised {
  const name = before && parseFullName(before.name)
  const entry = name && apps.find(now.provider, name)
  if (before === undefined || name === undefined || entry === undefined || entry.apps.length === 0) return found
  const changed = before.seenAs === now.seenAs ? {} : { remember: { ...before, seenAs: now.seenAs } }
  return { entry, name, ...changed, warning: whyRenamed(before.name, now.seenAs) }
}

/** A name alone, as a delivery that is decided on again has it. */
function bySeenName(provider: ProviderName, repository: RepositoryName, { apps, known }: Acquaintances): Recognised {
  const seen = foldCase(formatName(repository))
  const before = [...known.values()].find(other => other.provider === provider && foldCase(other.seenAs) === seen)
  const name = before && parseFullName(before.name)
  if (before === undefined || name === undefined) return { entry: apps.find(provider, repository), name: repository }
  const entry = apps.find(provider, name)
  return entry.apps.length > 0
    ? { entry, name, warning: whyRenamed(before.name, formatName(repository)) }
    : { entry, name: repository }
}

/** What is said of a repository whose key in the registry is out of date. */
export const whyRenamed = (name: string, now: string): string =>
  `${name} is called ${now} now: change its key in the registry`

const whyRefused = ({ provider, host, id }: KnownIdentity, owner: KnownIdentity): string => {
  const place = (one: { host: string; id: string }) => (one.host === '' ? one.id : `${one.id} at ${one.host}`)
  return `this is another repository than the ${owner.name} that was deployed till now: its id at ${providerTitles[provider]} is ${place({ host, id })}, not ${place(owner)}. If that is right, an admin accepts it: on the page of this delivery in the dashboard, or with redhook redeliver --accept and its number`
}

/** Repositories whose key in the registry is out of date, each as a sentence without a full stop. */
export const renamedRepositories = ({ apps, known }: Acquaintances): string[] =>
  [...known.values()]
    .filter(one => foldCase(one.name) !== foldCase(one.seenAs) && isListed(one, apps) && !hasMoved(one, apps))
    .map(({ name, seenAs }) => whyRenamed(name, seenAs))

function isListed({ provider, name }: KnownIdentity, apps: AppIndex): boolean {
  const parsed = parseFullName(name)
  return parsed !== undefined && apps.find(provider, parsed).apps.length > 0
}
