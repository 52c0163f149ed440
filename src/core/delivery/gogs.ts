import { headerOf } from './delivery-headers.ts'
import { branchOf, commitOf, compact, type Fields, fieldsIn, isNumber, nameOf, urlOf, wordsOf } from './fields.ts'
import { contentSignedBy } from './gitea.ts'
import { readRelease, senderOf } from './github-events.ts'
import { readPush } from './github-push.ts'
import { identityOf, repositoryOf } from './github-repository.ts'
import type { PullRequest } from './meaning.ts'
import { type EventReaders, parseEvent, type ReadEvent } from './parse-events.ts'
import type { Provider } from './provider.ts'

const readers: EventReaders = {
  events: new Map<string, ReadEvent>([
    ['push', readPush],
    ['release', readRelease],
    ['pull_request', readMerge],
  ]),
  repositoryOf,
}

/** Gogs. */
export const gogs: Provider = {
  name: 'gogs',
  signedBy: (request, secrets) => contentSignedBy(request, 'x-gogs-signature', secrets),
  eventOf: headers => headerOf(headers, 'x-gogs-event') || undefined,
  idOf: headers => headerOf(headers, 'x-gogs-delivery'),
  headers: ['x-gogs-delivery', 'x-gogs-event'],
  parse: (event, payload) => parseEvent(readers, event, payload),
}

/** Gogs does not tell the head of a pull request, so only a merge can be acted on: the commit that it made stands for the head. */
function readMerge(payload: Fields): PullRequest | undefined {
  const pull = fieldsIn(payload.pull_request)
  const { number = payload.number, head_branch: head, base_branch: into, head_repo: source } = pull
  const repository = repositoryOf(payload)
  const base = branchOf(into)
  const branch = branchOf(head)
  const commit = commitOf(pull.merge_commit_sha)
  if (payload.action !== 'closed' || pull.merged !== true || repository === undefined || !isNumber(number))
    return undefined
  if (base === undefined || branch === undefined || commit === undefined) return undefined
  const from = identityOf(source)
  return compact({
    kind: 'pull-request' as const,
    repository,
    action: 'closed' as const,
    number,
    title: wordsOf(pull.title),
    author: userOf(pull.user),
    url: urlOf(pull.html_url),
    isMerged: true,
    isDraft: false,
    mergeCommit: commit,
    base,
    head: compact({ branch, commit, repository: from }),
    isFork: repository.id === undefined || from?.id !== repository.id,
    sender: senderOf(payload),
  })
}

const userOf = (user: unknown): string | undefined => nameOf(fieldsIn(user).login, fieldsIn(user).username)
