import type { Deployment } from './deployment.ts'
import { parseVersionTag } from './version-tag.ts'

/** What is known of a project's versions when one of them has just become live. */
export interface KnownVersions {
  /** The deployment that made it live, whether or not it counts as finished yet. */
  readonly live: number
  /** Deployments that went well, newest first. */
  readonly good: readonly Pick<Deployment, 'id'>[]
  /** Deployments that wait or run: each may still have to go back to what it found. */
  readonly unfinished: readonly Pick<Deployment, 'id' | 'previous'>[]
  /** So many good versions are kept. */
  readonly versions: number
}

/** The marks of those versions whose images are kept. */
export function keptMarks({ live, good, unfinished, versions }: KnownVersions): ReadonlySet<string> {
  const ids = [...new Set([live, ...good.map(({ id }) => id)])].slice(0, versions)
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
