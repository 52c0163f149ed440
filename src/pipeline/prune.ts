import type { App } from '../core/app.ts'
import { versionRepository } from '../core/deployment/version-tag.ts'
import { keptMarks, outdatedTags } from '../core/deployment/versions-to-keep.ts'
import { toFailure } from '../core/errors.ts'
import type { Docker } from './ports/docker.ts'
import type { Store } from './ports/store.ts'
import type { StepContext } from './step-context.ts'

export interface PrunePorts {
  readonly docker: Pick<Docker, 'listTags' | 'untag' | 'removeDangling'>
  readonly store: Pick<Store, 'get' | 'goodVersions' | 'list'>
}

export interface PruneRequest {
  readonly app: App
  /** The Compose project, color included. */
  readonly project: string
  /** The deployment that has just succeeded, whether or not the store calls it so yet. */
  readonly keep: number
}

/**
 * Removes the images of this project's versions beyond `versions`, and images of it that no longer have a name. Belongs into the
 * project's lane: an image that is being built has no name for a moment. What goes wrong is a warning; the next success tries again.
 */
export async function pruneVersions(
  { app, project, keep }: PruneRequest,
  { docker, store }: PrunePorts,
  { signal, note }: Pick<StepContext, 'signal' | 'note'>,
): Promise<void> {
  const kept = keptMarks({
    live: store.get(keep) ?? { id: keep },
    good: store.goodVersions({ app: app.name, project }, app.versions),
    unfinished: store.list({ app: app.name, states: ['queued', 'running'], limit: 100 }),
    versions: app.versions,
  })
  try {
    const outdated = outdatedTags(await docker.listTags(versionRepository, signal), project, kept)
    await docker.untag(outdated, signal)
    const removed = await docker.removeDangling(project, signal)
    if (outdated.length > 0) note(`let go of images of versions that are no longer kept`)
    if (removed > 0) note(`removed ${removed} of the project's images that had lost their name`)
  } catch (error) {
    note(`warning: images that are no longer needed could not be removed: ${toFailure(error).message}`)
  }
}

/**
 * Cuts the engine's build cache down to `server.buildCache`, in bytes; nothing happens without it. This is the cache of everything
 * that is built on this engine. What goes wrong is a warning.
 */
export async function limitCache(
  bytes: number | undefined,
  { docker }: { readonly docker: Pick<Docker, 'limitBuildCache'> },
  { signal, note }: Pick<StepContext, 'signal' | 'note'>,
): Promise<void> {
  if (bytes === undefined) return
  try {
    note(`build cache: ${await docker.limitBuildCache(bytes, signal)}`)
  } catch (error) {
    note(`warning: the build cache could not be cut down: ${toFailure(error).message}`)
  }
}
