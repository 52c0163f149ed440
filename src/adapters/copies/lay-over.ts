import type { Stats } from 'node:fs'
import { lstat, mkdir, readdir, realpath, rm, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

/** Links paths of one folder (relative, files or whole folders) into another; see the port for `how`. */
export async function layOver(
  from: string,
  to: string,
  paths: readonly string[],
  how: 'keep' | 'replace',
): Promise<void> {
  await mkdir(to, { recursive: true })
  const realTo = await realpath(to)
  for (const path of paths) {
    if (await staysInside(realTo, path)) await layOverOne(join(from, path), join(realTo, path), how)
  }
}

async function layOverOne(source: string, place: string, how: 'keep' | 'replace'): Promise<void> {
  const [there, here] = await Promise.all([look(source), look(place)])
  if (how === 'keep' && there?.isDirectory() && here?.isDirectory()) {
    for (const name of await readdir(source)) await layOverOne(join(source, name), join(place, name), how)
    return
  }
  if (how === 'keep' && here !== undefined) return
  await rm(place, { recursive: true, force: true })
  if (there === undefined) return
  await mkdir(dirname(place), { recursive: true })
  await symlink(source, place)
}

/** Whether no link of the commit leads the folder of this path out of the copy: nothing outside is ever written to. */
async function staysInside(root: string, path: string): Promise<boolean> {
  for (let folder = dirname(join(root, path)); folder !== root; folder = dirname(folder)) {
    if (relative(root, folder).startsWith('..')) return false
    const found = await look(folder)
    if (found !== undefined && !found.isDirectory()) return false
  }
  return true
}

async function look(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path)
  } catch {
    return undefined
  }
}
