import type { Deployment } from './deployment.ts'
import { eachVersion } from './same-version.ts'
import { parseVersionTag } from './version-tag.ts'

/** What is known of a project's versions when one of them has just become live. */
export interface KnownVersions {
  /** The deployment that made it live, whether or not it counts as finished yet. */
  readonly live: Good
  /** Deployments that went well, newest first. */
  readonly good: readonly Good[]
  /** Deployments that wait or run: each may still have to go back to what it found. */
  readonly unfinished: readonly Pick<Deployment, 'id' | 'previous'>[]
  /** So many good versions are kept; the same one deployed again is no further one. */
  readonly versions: number
}

type Good = Pick<Deployment, 'id' | 'version'>

/** The marks of those versions whose images are kept. */
export function keptMarks({ live, good, unfinished, versions }: KnownVersions): ReadonlySet<string> {
  const others = good.filter(({ id }) => id !== live.id)
  const ids = eachVersion([live, ...others])
    .slice(0, versions)
    .map(({ id }) => id)
  const waysBack = unfinished.flatMap(({ id, previous }) =>
    previous === undefined ? [] : [`before-${id}`, ...(previous.deployment === undefined ? [] : [previous.deployment])],
  )
  return new Set([...ids, ...waysBack].map(String))
}

/** Those of our names that keep an image of this project for a version which is not kept. */
export const outdatedTags = (tags: readonly string[], project: string, kept: ReadonlySet<string>): string[] =>
  tags.filter(tag => {
    const version = parseVersionTag(tag)
    return version?.project === project && !kept.has(version.mark)
  })
