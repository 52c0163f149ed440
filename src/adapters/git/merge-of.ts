import type { Git } from '../../pipeline/ports/git.ts'
import * as argv from './argv.ts'
import type { Speaker } from './speaker.ts'

/** The same for everybody and always: the same merge is the same commit. */
const identity = {
  GIT_AUTHOR_NAME: 'Redhook',
  GIT_AUTHOR_EMAIL: 'redhook@localhost',
  GIT_AUTHOR_DATE: '@0 +0000',
  GIT_COMMITTER_NAME: 'Redhook',
  GIT_COMMITTER_EMAIL: 'redhook@localhost',
  GIT_COMMITTER_DATE: '@0 +0000',
}

/** Merges in the object store alone, by git's own way of merging trees (2.38 and newer). */
export const createMergeOf =
  ({ at, ask }: Speaker): Git['mergeOf'] =>
  async (checkout, ours, theirs) => {
    const place = at(checkout)
    const asking = { what: `Merging ${theirs} into ${ours}` }
    const merged = await ask(argv.mergeTree(place, ours, theirs), { ...asking, answers: [0, 1] })
    const [tree = ''] = merged.stdout.split('\n')
    if (merged.exitCode !== 0) return undefined
    const withIdentity = { ...place, env: { ...place.env, ...identity } }
    return (await ask(argv.commitTree(withIdentity, tree, [ours, theirs]), asking)).stdout.trim()
  }
