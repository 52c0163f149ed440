import type { PlanFacts } from './facts.ts'
import { createGlobs } from './globs.ts'

/** A path that may have changed what a service is made of. */
export interface Touched {
  /** Absolute. */
  readonly file: string
  /** What it is compared with globs by, and called: relative to the repository's root; an input, as people know it. */
  readonly name: string
  /** As a sentence names it: with the deployment that touched it, where nothing else did. */
  readonly said: string
  /** Git does not see it. */
  readonly isInput: boolean
  /** It is the app's `.env`, which reaches services through their definitions. */
  readonly isProjectEnv: boolean
  /** It counts for somebody, or builds everything. */
  readonly isWatched: boolean
}

/**
 * Everything that differs from what is live, or from what an attempt since then saw: each path once, without those that `ignore`
 * names. What git tracks comes first.
 */
export function collectTouched({ root, changed = [], failedSince, changedInputs, ignore }: PlanFacts): Touched[] {
  const ignored = createGlobs(ignore)
  const touched = new Map<string, Touched>()
  const add = (name: string, said: string) => {
    const file = root.endsWith('/') ? root + name : `${root}/${name}`
    if (touched.has(file) || ignored(name) !== undefined) return
    touched.set(file, { file, name, said, isInput: false, isProjectEnv: false, isWatched: false })
  }
  for (const { path } of changed) add(path, path)
  for (const { id, changed: since = [] } of failedSince) {
    for (const { path } of since) add(path, `${path}, which deployment ${id} touched,`)
  }
  for (const { file, name, kind } of changedInputs) {
    const tracked = touched.get(file)
    if (tracked !== undefined) {
      touched.set(file, { ...tracked, isWatched: kind === 'watch' })
      continue
    }
    const kinds = { isInput: true, isProjectEnv: kind === 'env', isWatched: kind === 'watch' }
    touched.set(file, { file, name, said: name, ...kinds })
  }
  return [...touched.values()]
}
