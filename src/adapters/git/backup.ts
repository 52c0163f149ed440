import { cpSync, existsSync, lstatSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Copies files, symlinks as they are, and keeps their paths; those that are not there are left out. A file that was copied
 * before keeps its first copy. */
export function backUp(root: string, paths: readonly string[], folder: string): string[] {
  const there = paths.filter(path => {
    const found = lstatSync(join(root, path), { throwIfNoEntry: false })
    return found !== undefined && (found.isFile() || found.isSymbolicLink())
  })
  for (const path of there) {
    const copy = join(folder, path)
    if (existsSync(copy)) continue
    mkdirSync(dirname(copy), { recursive: true, mode: 0o700 })
    cpSync(join(root, path), copy, { verbatimSymlinks: true, preserveTimestamps: true })
  }
  return there
}
