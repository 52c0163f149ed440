import { join } from 'node:path'
import type { App } from '../core/app.ts'
import type { ChangedPath } from '../core/plan/facts.ts'
import type { Disk } from './ports/disk.ts'
import type { Git } from './ports/git.ts'

export interface Marker {
  readonly pushed: boolean
  /** Which file it is, where git does not track it. */
  readonly identity?: string
}

/** A marker asks for a build when it was pushed with new content, or when an operator put one there that no deployment has seen. */
export async function findMarker(
  app: App,
  { git, disk }: { readonly git: Pick<Git, 'blobAt'>; readonly disk: Pick<Disk, 'identity'> },
  known: {
    readonly tip: string
    readonly changed: readonly ChangedPath[] | undefined
    readonly seen: string | undefined
  },
): Promise<Marker | undefined> {
  const path = join(app.dir, app.build.marker)
  const identity = await disk.identity(join(app.path, path))
  const wasChanged = known.changed?.some(changed => changed.path === path) ?? false
  if (identity === undefined && !wasChanged) return undefined
  const isInTip = (await git.blobAt(app, known.tip, path)) !== undefined
  if (isInTip) return wasChanged ? { pushed: true } : undefined
  return identity === undefined || identity === known.seen ? undefined : { pushed: false, identity }
}
