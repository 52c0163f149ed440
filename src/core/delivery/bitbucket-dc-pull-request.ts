import { identityOf } from './bitbucket-dc-repository.ts'
import {
  branchOf,
  commitOf,
  compact,
  type Fields,
  fieldsIn,
  isNumber,
  listOf,
  malformed,
  nameOf,
  timeOf,
  urlOf,
  wordsOf,
} from './fields.ts'
import type { Malformed, PullRequest } from './meaning.ts'

/** A pull request; the repository is that of the branch it is to be merged into. */
export function readPullRequest(payload: Fields, action: PullRequest['action']): PullRequest | Malformed {
  const pull = fieldsIn(payload.pullRequest)
  const target = fieldsIn(pull.toRef)
  const repository = identityOf(target.repository)
  const base = branchOf(target.id)
  const head = headOf(fieldsIn(pull.fromRef))
  if (repository === undefined) return malformed('pullRequest.toRef.repository has no slug, or no project')
  if (!isNumber(pull.id)) return malformed('pullRequest.id is missing')
  if (base === undefined) return malformed('pullRequest.toRef.id is missing')
  if (head === undefined) return malformed('pullRequest.fromRef has no id, or no commit')
  const isMerged = pull.state === 'MERGED'
  return compact({
    kind: 'pull-request' as const,
    repository,
    action,
    number: pull.id,
    title: wordsOf(pull.title),
    updatedAt: timeOf(pull.updatedDate),
    author: nameOf(fieldsIn(pull.author, 'user').name),
    url: urlOf(listOf(fieldsIn(pull.links).self)[0]?.href),
    isMerged,
    isDraft: pull.draft === true,
    mergeCommit: isMerged ? commitOf(fieldsIn(pull.properties, 'mergeCommit').id) : undefined,
    base,
    head,
    isFork: repository.id === undefined || head.repository?.id !== repository.id,
    sender: nameOf(fieldsIn(payload.actor).name),
  })
}

function headOf(source: Fields): PullRequest['head'] | undefined {
  const branch = branchOf(source.id)
  const commit = commitOf(source.latestCommit)
  if (branch === undefined || commit === undefined) return undefined
  return compact({ branch, commit, repository: identityOf(source.repository) })
}
