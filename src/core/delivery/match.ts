import type { App } from '../app.ts'
import { describeLock, formatEnd } from '../hold/hold-words.ts'
import type { RepositoryEntry } from './app-index.ts'
import type { Push } from './meaning.ts'
import { formatName } from './repository-name.ts'

/** Which apps a push is for, and why not the others. */
export interface Match {
  readonly queue: readonly App[]
  /** The whole decision, as a person would say it. */
  readonly reason: string
  /** Whether the registry has the repository at all. */
  readonly known: boolean
}

const heads = 'refs/heads/'
const tags = 'refs/tags/'

/** Decides on a push. An app whose branch is not known yet is queued: it is judged when it runs. */
export function matchPush(push: Push, { apps }: RepositoryEntry): Match {
  const name = formatName(push.repository)
  if (apps.length === 0) return ignore(whyUnknown(push, name), false)
  if (push.ref.startsWith(tags)) return ignore(`${push.ref.slice(tags.length)} is a tag; only branches are deployed`)
  if (!push.ref.startsWith(heads)) return ignore(`${push.ref} is not a branch; only branches are deployed`)
  const branch = push.ref.slice(heads.length)
  if (push.deleted) return ignore(`the branch ${branch} of ${name} was deleted; what runs stays`)
  return choose(apps, branch, name)
}

function choose(apps: readonly App[], branch: string, name: string): Match {
  const queue = apps.filter(app => whyNot(app, branch) === undefined)
  const others = apps.map(app => whyNot(app, branch)).filter(reason => reason !== undefined)
  const pushed = `${branch} of ${name} was pushed`
  const now = queue.filter(({ lock }) => lock === undefined)
  const deployed = now.length > 0 ? [`${now.map(({ name }) => name).join(', ')} will be deployed`] : []
  const waiting = queue.flatMap(({ name, lock }) =>
    lock === undefined ? [] : [`${name} ${describeLock(lock)}, and waits`],
  )
  return { queue, known: true, reason: `${pushed}: ${[...deployed, ...waiting, ...others].join('; ')}` }
}

function whyNot({ name, branch, self, detour }: App, pushed: string): string | undefined {
  if (branch !== undefined && branch !== pushed)
    return detour === undefined
      ? `${name} deploys ${branch}`
      : `${name} follows ${branch}${formatEnd(detour)} (${detour.by})`
  return self === 'skip' ? `${name} is Redhook itself, which leaves itself alone (self: skip)` : undefined
}

const whyUnknown = ({ repository }: Push, name: string): string =>
  repository.owner === undefined
    ? `the payload names the repository ${name} without its owner, and the registry has no '*/${name}'`
    : `${name} is not in the registry`

const ignore = (reason: string, known = true): Match => ({ queue: [], reason, known })
