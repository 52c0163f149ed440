import { identityOf, noRepository, personOf, repositoryOf } from './azure-repository.ts'
import {
  branchOf,
  commitOf,
  compact,
  type Fields,
  fieldsIn,
  isFields,
  isNumber,
  malformed,
  urlOf,
  wordsOf,
} from './fields.ts'
import type { Malformed, PullRequest } from './meaning.ts'

/** `merged` is told of each attempt to merge, of which most are tries by Azure itself: only its status says whether it is done. */
export function readPullRequest(payload: Fields, action: PullRequest['action']): PullRequest | Malformed {
  const repository = repositoryOf(payload)
  if (repository === undefined) return malformed(noRepository)
  const pull = fieldsIn(payload.resource)
  const base = branchOf(pull.targetRefName)
  const branch = branchOf(pull.sourceRefName)
  const commit = commitOf(fieldsIn(pull.lastMergeSourceCommit).commitId)
  if (!isNumber(pull.pullRequestId)) return malformed('resource.pullRequestId is missing')
  if (base === undefined || branch === undefined) return malformed('resource has no targetRefName, or no sourceRefName')
  if (commit === undefined) return malformed('resource.lastMergeSourceCommit is missing')
  const isMerged = pull.status === 'completed'
  const source = isFields(pull.forkSource) ? identityOf(pull.forkSource.repository) : repository
  return compact({
    kind: 'pull-request' as const,
    repository,
    action: isMerged || pull.status === 'abandoned' ? ('closed' as const) : action,
    number: pull.pullRequestId,
    title: wordsOf(pull.title),
    author: personOf(pull.createdBy),
    url: urlOf(fieldsIn(pull._links, 'web').href),
    isMerged,
    isDraft: pull.isDraft === true,
    mergeCommit: isMerged ? commitOf(fieldsIn(pull.lastMergeCommit).commitId) : undefined,
    base,
    head: compact({ branch, commit, repository: source }),
    isFork: repository.id === undefined || source?.id !== repository.id,
  })
}
