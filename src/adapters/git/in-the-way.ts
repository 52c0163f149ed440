import { lstatSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { filesBelow } from './files-below.ts'

/**
 * The files that stand where a tracked file shall be written: the file itself, what lies in a folder of that name, or a file or
 * symlink where one of its folders shall be. Paths are relative to the root.
 */
export function inTheWayOf(root: string, path: string): string[] {
  const blockedBy = blockingParent(root, dirname(path))
  if (blockedBy !== undefined) return [blockedBy]
  const found = lstatSync(join(root, path), { throwIfNoEntry: false })
  if (found === undefined) return []
  return found.isDirectory() ? filesBelow(join(root, path)).map(file => relative(root, file)) : [path]
}

function blockingParent(root: string, folder: string): string | undefined {
  if (folder === '.') return undefined
  const above = blockingParent(root, dirname(folder))
  if (above !== undefined) return above
  const found = lstatSync(join(root, folder), { throwIfNoEntry: false })
  return found === undefined || found.isDirectory() ? undefined : folder
}
