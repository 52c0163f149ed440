import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The paths of all that lies in a folder and is no folder itself, as `folder/…`. A symlink is such a thing and is never followed, as Node's
 * own recursion would: it may lead to the whole disk.
 */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
