import { realpathSync } from 'node:fs'
import path from 'node:path'

/**
 * The real path of something that may not be there yet: as much of it as exists with symbolic links followed, and the rest as
 * it is written. So a checkout has the same one before and after it is cloned.
 */
export function realPath(absolute: string): string {
  try {
    return realpathSync(absolute)
  } catch {
    const parent = path.dirname(absolute)
    return parent === absolute ? absolute : path.join(realPath(parent), path.basename(absolute))
  }
}
