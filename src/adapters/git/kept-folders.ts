import type { Git } from '../../pipeline/ports/git.ts'
import * as argv from './argv.ts'
import { parseNulList, parseTree } from './parse.ts'
import type { Speaker } from './speaker.ts'

/**
 * Which folders a move keeps. Git removes a folder with its last file, so one that lost none is still the same, and so is one where a
 * file was changed in place. Only where files went, and none was changed, all that was there has to be listed.
 */
export const createKeptFolders =
  ({ at, ask }: Pick<Speaker, 'at' | 'ask'>, changes: Git['changes']): Git['keptFolders'] =>
  async (checkout, base, tip, folders) => {
    const kept = new Set(folders.filter(isRoot))
    const below = folders.filter(folder => !isRoot(folder))
    if (below.length === 0) return kept
    const asking = { what: `Listing ${base} in ${checkout.path}`, answers: [0, 128] }
    const [changed, listed] = await Promise.all([
      changes(checkout, base, tip),
      ask(argv.entries(at(checkout), base, below.map(withoutSlash)), asking),
    ])
    if (changed === undefined) return kept
    const pathsOf = (status: string) => changed.filter(change => change.status === status).map(({ path }) => path)
    const deleted = new Set(pathsOf('deleted'))
    const [lost, changedInPlace] = [withFolders(deleted), withFolders(pathsOf('modified'))]
    const there = parseTree(listed.stdout)
    const unsure: string[] = []
    for (const folder of below) {
      const path = withoutSlash(folder)
      if (changedInPlace.has(path) || (there.has(path) && !lost.has(path))) kept.add(folder)
      else if (there.has(path)) unsure.push(folder)
    }
    if (unsure.length === 0) return kept
    const { stdout } = await ask(argv.filesBelow(at(checkout), base, unsure.map(withoutSlash)), asking)
    const left = withFolders(parseNulList(stdout).filter(path => !deleted.has(path)))
    for (const folder of unsure) if (left.has(withoutSlash(folder))) kept.add(folder)
    return kept
  }

const isRoot = (folder: string): boolean => folder === '' || folder === '.'
const withoutSlash = (folder: string): string => folder.replace(/\/+$/, '')

/** Paths and every folder above them. */
function withFolders(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>()
  for (const path of paths) {
    for (let end = path.length; end > 0 && !folders.has(path.slice(0, end)); end = path.lastIndexOf('/', end - 1))
      folders.add(path.slice(0, end))
  }
  return folders
}
