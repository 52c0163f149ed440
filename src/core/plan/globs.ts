import picomatch from 'picomatch'

/** Tells which of the globs, if any, a path matches. */
export type MatchGlob = (path: string) => string | undefined

interface Matcher {
  readonly glob: string
  /** It is compared with the last part of the path, not with the whole. */
  readonly isName: boolean
  readonly pattern: RegExp
}

/**
 * A matcher for a list of globs against paths relative to the repository's root. A glob without a slash matches the last part of
 * a path at any depth; one with a slash matches the whole path; one that ends with a slash matches all below that folder.
 * A list is compiled once.
 */
export function createGlobs(globs: readonly string[]): MatchGlob {
  const match = compiled.get(globs) ?? compileAll(globs)
  compiled.set(globs, match)
  return match
}

const compiled = new WeakMap<readonly string[], MatchGlob>()

function compileAll(globs: readonly string[]): MatchGlob {
  const matchers = globs.map(compile)
  const anyName = union(matchers.filter(({ isName }) => isName))
  const anyPath = union(matchers.filter(({ isName }) => !isName))
  return path => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    if (!anyName.test(name) && !anyPath.test(path)) return undefined
    return matchers.find(({ isName, pattern }) => pattern.test(isName ? name : path))?.glob
  }
}

/** Paths may have line ends in them. */
const flags = 's'

function compile(glob: string): Matcher {
  const whole = glob.endsWith('/') ? `${glob}**` : glob
  const rooted = whole.replace(/^\.?\//, '')
  return { glob, isName: !whole.includes('/'), pattern: picomatch.makeRe(rooted, { dot: true, nonegate: true, flags }) }
}

/** Most paths match nothing, which one look at all of the patterns tells. */
const union = (matchers: readonly Matcher[]): RegExp =>
  matchers.length === 0 ? /(?!)/ : new RegExp(matchers.map(({ pattern }) => `(?:${pattern.source})`).join('|'), flags)
