import { relative } from 'node:path'
import type { App } from '../core/app.ts'
import type { ComposeModel } from '../core/plan/compose-model.ts'
import type { ChangedPath } from '../core/plan/facts.ts'
import { reaches } from '../core/plan/places.ts'
import type { Git } from './ports/git.ts'

/** A way that the checkout may have gone to the tip: from the commit that is live, or from that of an attempt since then. */
export interface WayToTip {
  readonly from: string | undefined
  readonly changed: readonly ChangedPath[] | undefined
  /** It leads away from an attempt: what it adds may have been there before the attempt removed it. */
  readonly isBack: boolean
}

/**
 * Mounted folders that git removed on the way to the tip, or that stand where a file was, and that it made anew where it has files in
 * them: none of their tracked files is at both ends of the way. A container keeps the folder that it was started with. Absolute paths.
 */
export async function findReplacedFolders(
  app: App,
  model: ComposeModel | undefined,
  { tip, ways }: { readonly tip: string; readonly ways: readonly WayToTip[] },
  git: Pick<Git, 'keptFolders'>,
): Promise<string[]> {
  const mounted = mountedFolders(app, model)
  const found = await Promise.all(ways.map(way => replacedOn(app, mounted, tip, way, git)))
  return [...new Set(found.flat())]
}

interface MountedFolder {
  readonly source: string
  /** Relative to the repository's root. */
  readonly path: string
}

async function replacedOn(
  app: App,
  mounted: readonly MountedFolder[],
  tip: string,
  { from, changed = [], isBack }: WayToTip,
  git: Pick<Git, 'keptFolders'>,
): Promise<string[]> {
  const telling = changed.filter(({ status }) => status === 'deleted' || (isBack && status === 'added'))
  const folders = mounted.filter(
    ({ path }) =>
      changed.some(({ path: file }) => file.startsWith(`${path}/`)) &&
      telling.some(({ path: file }) => reaches(file, path)),
  )
  if (from === undefined || folders.length === 0) return []
  const paths = folders.map(({ path }) => path)
  const kept = await git.keptFolders(app, from, tip, paths)
  return folders.filter(({ path }) => !kept.has(path)).map(({ source }) => source)
}

/** Those below the checkout's root, which itself always stays. */
function mountedFolders({ lane }: App, model: ComposeModel | undefined): MountedFolder[] {
  const sources = (model?.services ?? []).flatMap(({ mounts }) =>
    mounts.filter(({ kind }) => kind === 'directory').map(({ source }) => source),
  )
  return [...new Set(sources)]
    .map(source => ({ source, path: relative(lane, source) }))
    .filter(({ path }) => path !== '' && !path.startsWith('..'))
}
