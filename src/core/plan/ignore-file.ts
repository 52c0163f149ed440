import { type IgnorePattern, parseIgnoreLine } from './ignore-pattern.ts'

/** A folder of the context as the builder meets it. */
interface Folder {
  /** Excluded, and never looked into, since no exception can match below. */
  readonly isSkipped: boolean
  /** The patterns that can matter for what lies directly in it, in their order. */
  readonly live: readonly Live[]
}

interface Live {
  readonly pattern: IgnorePattern
  readonly index: number
  /** It matched the folder or one above, so it matches all below. */
  readonly isInherited: boolean
}

/**
 * Tells what a `.dockerignore`, or `<Dockerfile>.dockerignore`, with this text keeps from the builder: true when the file at this
 * path, relative to the context's root and with forward slashes, is not sent. It answers as BuildKit does, which walks the folders
 * and remembers for each what matched, so that an exception has to match something below an excluded folder to matter. Where
 * the builder would refuse the text, or might read a line in another way, nothing counts as excluded.
 */
export function createIgnore(text: string): (path: string) => boolean {
  const patterns = parse(text)
  if (patterns.length === 0) return () => false
  const folderOf = createFolders(patterns)
  let last = { name: '', folder: folderOf('') }
  return path => {
    const name = parentOf(path)
    // Paths come sorted: the next one mostly lies in the same folder.
    if (name !== last.name) last = { name, folder: folderOf(name) }
    return last.folder.isSkipped || judge(path, last.folder.live)
  }
}

function parse(text: string): readonly IgnorePattern[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map(parseIgnoreLine)
  return lines.includes('bad') ? [] : lines.filter(line => line !== undefined && line !== 'bad')
}

/** The last pattern that matches decides; those that do are added to `matched` if it is given. */
function judge(path: string, live: readonly Live[], matched?: number[]): boolean {
  let isExcluded = false
  for (const { pattern, index, isInherited } of live) {
    // A pattern that could change nothing is not even tried, and so is not remembered for what lies below.
    if (!isInherited && (pattern.isException !== isExcluded || !pattern.matches(path))) continue
    isExcluded = !pattern.isException
    matched?.push(index)
  }
  return isExcluded
}

/** What a folder, by its path, is to the builder; `''` is the context itself. */
function createFolders(patterns: readonly IgnorePattern[]): (name: string) => Folder {
  const liveFor = createLive(patterns)
  const roots = patterns.filter(({ isException }) => isException).map(({ root }) => root)
  const mayHoldExceptions = (name: string) =>
    roots.some(root => root === undefined || `${root}/`.startsWith(`${name}/`))
  const known = new Map<string, Folder>([['', { isSkipped: false, live: liveFor(0, []) }]])

  const folderOf = (name: string): Folder => known.get(name) ?? enter(name, folderOf(parentOf(name)))
  const enter = (name: string, parent: Folder): Folder => {
    const matched: number[] = []
    const isSkipped = parent.isSkipped || (judge(name, parent.live, matched) && !mayHoldExceptions(name))
    const folder = { isSkipped, live: isSkipped ? [] : liveFor(name.split('/').length, matched) }
    known.set(name, folder)
    return folder
  }
  return folderOf
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** The patterns that count in a folder so deep below which these are inherited; the same list for the same question. */
function createLive(patterns: readonly IgnorePattern[]) {
  const lists = new Map<string, readonly Live[]>()
  return (depth: number, inherited: readonly number[]): readonly Live[] => {
    const key = `${depth} ${inherited.join()}`
    const list =
      lists.get(key) ??
      patterns
        .map((pattern, index) => ({ pattern, index, isInherited: inherited.includes(index) }))
        .filter(({ pattern, isInherited }) => isInherited || (pattern.depth ?? depth) === depth)
    lists.set(key, list)
    return list
  }
}
