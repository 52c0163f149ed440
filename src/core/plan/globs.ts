import picomatch from 'picomatch'

/** Tells which of the globs, if any, a path matches. */
export type MatchGlob = (path: string) => string | undefined

/**
 * A matcher for a list of globs against paths relative to the repository's root. A glob without a slash matches the last part of
 * a path at any depth; one with a slash matches the whole path; one that ends with a slash matches all below that folder.
 */
export function createGlobs(globs: readonly string[]): MatchGlob {
  const matchers = globs.map(glob => ({ glob, matches: compile(glob) }))
  return path => matchers.find(({ matches }) => matches(path))?.glob
}

function compile(glob: string): (path: string) => boolean {
  const whole = glob.endsWith('/') ? `${glob}**` : glob
  const rooted = whole.replace(/^\.?\//, '')
  const matches = picomatch(rooted, { dot: true, nonegate: true })
  if (whole.includes('/')) return path => matches(path)
  return path => matches(path.slice(path.lastIndexOf('/') + 1))
}
