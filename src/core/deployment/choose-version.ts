import { RedhookError } from '../errors.ts'
import type { Deployment } from './deployment.ts'
import { isSameVersion } from './same-version.ts'

/** A good deployment whose version is kept. */
export type Kept = Pick<Deployment, 'id' | 'commit' | 'cause' | 'version'>

/** What is live: the last deployment that went well, or was rolled back well. */
export type Live = Pick<Deployment, 'id' | 'cause' | 'state' | 'version'>

/**
 * The version that a person goes back to: the one asked for, else the newest other one that was live before the one that is now.
 * Going back twice goes two versions back: what a rollback made live counts as old as the version it brought back. `kept`: in the
 * order in which they became live, newest first.
 * @throws RedhookError VERSION_UNKNOWN naming those that are kept
 */
export function chooseVersion<T extends Kept>(kept: readonly T[], live: Live | undefined, to: number | undefined): T {
  const candidates = to === undefined ? olderThan(live, kept) : kept
  const chosen = candidates.find(({ id, version }) =>
    to === undefined ? !isSameVersion(version, live?.version) : id === to,
  )
  if (chosen) return chosen
  throw unknownVersion(kept, live, to)
}

function olderThan<T extends Kept>(live: Live | undefined, kept: readonly T[]): readonly T[] {
  if (live === undefined) return kept
  const origin = originOf(live, kept)
  const place = kept.findIndex(({ id }) => id === origin)
  return place < 0 ? [] : kept.slice(place + 1)
}

/** The deployment that first made live what is live; undefined for what ran before Redhook did. */
function originOf(live: Live, kept: readonly Kept[]): number | undefined {
  const id = live.state === 'rolled_back' ? live.version?.deployment : live.id
  const cause = id === live.id ? live.cause : kept.find(deployment => deployment.id === id)?.cause
  return id === undefined ? undefined : followCause(id, cause, kept)
}

/** A rollback always leads to a deployment that was asked for before it, so that this ends. */
function followCause(id: number, cause: Kept['cause'] | undefined, kept: readonly Kept[]): number {
  if (cause?.kind !== 'rollback' || cause.to >= id) return id
  return followCause(cause.to, kept.find(deployment => deployment.id === cause.to)?.cause, kept)
}

function unknownVersion(kept: readonly Kept[], live: Live | undefined, to: number | undefined): RedhookError {
  const listed = kept.map(({ id, commit = '' }) => `${id} (${commit.slice(0, 10)})`).join(', ')
  const what =
    to === undefined
      ? `No version older than the live one is kept${live === undefined ? ': nothing was deployed yet' : ''}`
      : `No version of deployment ${to} is kept`
  return new RedhookError(what, {
    code: 'VERSION_UNKNOWN',
    hint:
      listed === ''
        ? 'None is kept yet: a version is kept once a deployment of it has succeeded.'
        : `These deployments can be gone back to: ${listed}. Older ones: git revert, and push.`,
  })
}
