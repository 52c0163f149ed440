import { readFile, realpath, rm, stat, statfs } from 'node:fs/promises'
import type { Disk } from '../../pipeline/ports/disk.ts'
import { replaceFile } from './replace-file.ts'

/** The machine's own file system. */
export const createDisk = (): Disk => ({
  read: path => orUndefined(readFile(path)),
  identity: async path => {
    const found = await orUndefined(stat(path, { bigint: true }))
    return found?.isFile() ? `${found.dev}:${found.ino}:${found.size}:${found.mtimeNs}` : undefined
  },
  async removeIf(path, identity) {
    if ((await this.identity(path)) !== identity) return false
    await rm(path, { force: true })
    return true
  },
  realPath: async path => (await orUndefined(realpath(path))) ?? path,
  freeBytes: folder =>
    statfs(folder).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => undefined,
    ),
  space: folder =>
    Promise.all([statfs(folder), stat(folder)]).then(
      ([{ bavail, blocks, bfree, bsize }, { dev }]) => ({
        device: String(dev),
        freeBytes: bavail * bsize,
        // What is kept for root is no part of what can be filled.
        totalBytes: (blocks - bfree + bavail) * bsize,
      }),
      () => undefined,
    ),
  replace: replaceFile,
})

const nothingThere = new Set(['ENOENT', 'ENOTDIR', 'EISDIR'])

async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Error && 'code' in error && nothingThere.has(String(error.code))) return undefined
    throw error
  }
}
