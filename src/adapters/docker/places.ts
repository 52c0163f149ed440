import { realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Target } from '../../core/target.ts'
import type { CopiedCheckout } from '../../pipeline/ports/docker.ts'

/** Where the files that were read stand for. */
export interface Places {
  /** A path, or any text that begins with one. Others stay as they are. */
  place(path: string): string
  /** As `place`, for paths in the middle of a sentence. */
  name(sentence: string): string
}

/**
 * Files in a copy of the checkout stand for those at its root. In the checkout itself, the app's folder stands for its real path,
 * so that one content gives one model in both.
 */
export async function createPlaces({ cwd }: Pick<Target, 'cwd'>, as?: CopiedCheckout): Promise<Places> {
  const from = as?.copy ?? cwd
  const real = await realpath(from).catch(() => from)
  const to = as?.root ?? real
  const folders = [...new Set([from, real])].filter(folder => folder !== to)
  return {
    place: path => {
      const folder = folders.find(it => path === it || path.startsWith(it + sep))
      return folder === undefined ? path : join(to, path.slice(folder.length))
    },
    name: sentence => folders.reduce((text, folder) => text.replaceAll(folder, to), sentence),
  }
}
