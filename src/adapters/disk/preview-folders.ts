import { mkdir, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { PreviewFolders } from '../../pipeline/ports/preview-engine.ts'

/** The folders of previews on the machine's own file system. */
export const createPreviewFolders = (): PreviewFolders => ({
  async realPaths(paths) {
    const found = await Promise.all(
      paths.map(async path => [path, await realpath(path).catch(() => undefined)] as const),
    )
    return new Map(found.filter((pair): pair is readonly [string, string] => pair[1] !== undefined))
  },
  async write(path, text) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const temporary = `${path}.${process.pid}.tmp`
    await writeFile(temporary, text, { mode: 0o600 })
    await rename(temporary, path)
  },
  remove: path => rm(path, { recursive: true, force: true }),
  list: folder => readdir(folder).catch(() => []),
})
