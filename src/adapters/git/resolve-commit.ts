import type { Git } from '../../pipeline/ports/git.ts'
import * as argv from './argv.ts'
import { parseFoundCommit } from './parse.ts'
import { isRefName } from './ref-name.ts'
import type { Speaker } from './speaker.ts'

/** What a name means. Git is only asked for full names and hashes, by a list on its standard input. */
export const createResolveCommit =
  ({ at, ask }: Pick<Speaker, 'at' | 'ask'>): Git['resolveCommit'] =>
  async (checkout, ref) => {
    if (!isRefName(ref)) return undefined
    const command = argv.findCommits(at(checkout), candidates(ref))
    return parseFoundCommit((await ask(command, { what: `Looking for ${ref} in ${checkout.path}` })).stdout)
  }

/** In the order in which a person means them. A branch is the remote's; one that was never pushed is taken, too. */
function candidates(ref: string): string[] {
  if (ref === 'HEAD' || /^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(ref)) return [ref]
  const named = [argv.trackingRef(ref), argv.branchRef(ref), argv.tagRef(ref), `refs/remotes/${ref}`]
  const full = /^refs\/(heads|tags|remotes)\//.test(ref) ? [ref] : []
  const abbreviated = /^[0-9a-f]{4,}$/i.test(ref) ? [ref] : []
  return [...named, ...full, ...abbreviated]
}
