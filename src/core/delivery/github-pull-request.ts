import {
  branchOf,
  commitOf,
  compact,
  type Fields,
  fieldsIn,
  isNumber,
  malformed,
  nameOf,
  timeOf,
  urlOf,
  wordsOf,
} from './fields.ts'
import { identityOf, repositoryOf, whyNoRepository } from './github-repository.ts'
import type { Malformed, PullRequest } from './meaning.ts'

/** What happened to a pull request, and with which labels. */
export interface PullRequestChange {
  readonly action: PullRequest['action']
  readonly labels?: readonly string[]
}

const actions: ReadonlyMap<unknown, PullRequest['action']> = new Map([
  ['opened', 'opened'],
  ['synchronize', 'updated'],
  ['reopened', 'reopened'],
  ['closed', 'closed'],
  ['labeled', 'labeled'],
  ['unlabeled', 'unlabeled'],
])

/** A pull request of GitHub. */
export const readPullRequest = (payload: Fields): PullRequest | Malformed => pullRequestOf(payload, changeOf(payload))

function changeOf({ action, label, changes }: Fields): PullRequestChange {
  if (action === 'edited' && 'base' in fieldsIn(changes)) return { action: 'updated' }
  const known = actions.get(action) ?? 'other'
  const name = nameOf(fieldsIn(label).name)
  return known.endsWith('labeled') && name !== undefined ? { action: known, labels: [name] } : { action: known }
}

/** A pull request as GitHub, Gitea and Forgejo write it. */
export function pullRequestOf(payload: Fields, { action, labels }: PullRequestChange): PullRequest | Malformed {
  const repository = repositoryOf(payload)
  if (repository === undefined) return malformed(whyNoRepository(payload))
  const { base, head, number = payload.number, ...pull } = fieldsIn(payload.pull_request)
  const from = headOf(fieldsIn(head))
  const into = branchOf(fieldsIn(base).ref)
  if (!isNumber(number)) return malformed('pull_request.number is missing')
  if (into === undefined) return malformed('pull_request.base.ref is missing')
  if (from === undefined) return malformed('pull_request.head has no ref, or no commit')
  const isMerged = pull.merged === true
  return compact({
    kind: 'pull-request' as const,
    repository,
    action,
    number,
    title: wordsOf(pull.title),
    updatedAt: timeOf(pull.updated_at),
    author: nameOf(fieldsIn(pull.user).login),
    url: urlOf(pull.html_url),
    isMerged,
    isDraft: pull.draft === true,
    mergeCommit: isMerged ? commitOf(pull.merge_commit_sha) : undefined,
    base: into,
    head: from,
    isFork: repository.id === undefined || from.repository?.id !== repository.id,
    label: labels?.[0],
    labels,
    sender: nameOf(fieldsIn(payload.sender).login),
  })
}

function headOf(head: Fields): PullRequest['head'] | undefined {
  const branch = branchOf(head.ref)
  const commit = commitOf(head.sha)
  if (branch === undefined || commit === undefined) return undefined
  return compact({ branch, commit, repository: identityOf(head.repo) })
}
