import { chown, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'

/**
 * Writes a file by rename, so that a reader sees the old text or the new one, and a symlink in its place is replaced rather than
 * followed. Where we are root it gets the owner of its folder.
 * @throws Error when the folder, without symlinks, is not inside `within`
 */
export async function replaceFile(path: string, text: string, within: string): Promise<void> {
  const folder = await realpath(dirname(path))
  const root = await realpath(within)
  if (folder !== root && !folder.startsWith(root + sep)) throw new Error(`${path} is outside of ${within}`)
  const temporary = join(folder, `.${basename(path)}.${process.pid}.tmp`)
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: 0o644 })
    await giveToOwner(temporary, folder)
    await rename(temporary, join(folder, basename(path)))
  } finally {
    await rm(temporary, { force: true })
  }
}

async function giveToOwner(path: string, folder: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = await stat(folder)
  await chown(path, uid, gid)
}
