import type { RepositoryEntry } from './app-index.ts'
import { type Chosen, ignore, type Match, matchApps, whyOtherBranch } from './match.ts'
import { matchTag } from './match-tag.ts'
import { whyNoTrigger } from './match-triggers.ts'
import type { Push, RefChange } from './meaning.ts'
import { formatName } from './repository-name.ts'

const heads = 'refs/heads/'
const tags = 'refs/tags/'

/** Decides on a push, ref by ref. An app whose branch is not known yet is queued: it is judged when it runs. */
export function matchPush({ repository, refs }: Push, entry: RepositoryEntry): Match {
  const name = formatName(repository)
  if (entry.apps.length === 0) return ignore(whyUnknown(repository.owner, name), false)
  const [first, ...rest] = refs
  if (first === undefined) return ignore(`the push to ${name} changed no branch and no tag`)
  return rest.length === 0 ? matchRef(first, name, entry) : matchRefs(refs, name, entry)
}

function matchRef(change: RefChange, name: string, { apps }: RepositoryEntry): Match {
  const { ref, after, deleted } = change
  if (ref.startsWith(tags)) return matchTag({ tag: ref.slice(tags.length), deleted, name }, apps)
  if (!ref.startsWith(heads)) return ignore(`${ref} is not a branch; only branches are deployed`)
  const branch = ref.slice(heads.length)
  if (deleted) return ignore(`the branch ${branch} of ${name} was deleted; what runs stays`)
  return matchApps(apps, {
    said: `${branch} of ${name} was pushed`,
    whyNot: app =>
      whyOtherBranch(app, branch) ?? (app.on.some(({ on }) => on === 'push') ? undefined : whyNoTrigger(app, 'push')),
    choose: app => (after === undefined ? { app } : { app, after }),
  })
}

const mostReasons = 10

/** Each app is deployed once: where its branch and a tag were pushed together, the branch's tip is what it gets. */
function matchRefs(refs: readonly RefChange[], name: string, entry: RepositoryEntry): Match {
  const branchesFirst = refs.toSorted((a, b) => Number(b.ref.startsWith(heads)) - Number(a.ref.startsWith(heads)))
  const matches = branchesFirst.map(change => matchRef(change, name, entry))
  const queue = new Map<string, Chosen>()
  for (const chosen of matches.flatMap(match => match.queue))
    if (!queue.has(chosen.app.name)) queue.set(chosen.app.name, chosen)
  const tellingFirst = matches.toSorted((a, b) => Number(b.queue.length > 0) - Number(a.queue.length > 0))
  const reasons = [...new Set(tellingFirst.map(({ reason }) => reason))]
  const more = reasons.length - mostReasons
  const shown = more > 0 ? [...reasons.slice(0, mostReasons), `and ${more} more refs`] : reasons
  return { queue: [...queue.values()], known: true, reason: shown.join('. ') }
}

/** Why nothing can be done for a repository that no app is for. */
export const whyUnknown = (owner: string | undefined, name: string): string =>
  owner === undefined
    ? `the payload names the repository ${name} without its owner, and the registry has no '*/${name}'`
    : `${name} is not in the registry`
