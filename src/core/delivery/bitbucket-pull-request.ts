import { identityOf, noRepository, personOf, repositoryOf } from './bitbucket-repository.ts'
import {
  branchOf,
  commitOf,
  compact,
  type Fields,
  fieldsIn,
  isNumber,
  malformed,
  timeOf,
  urlOf,
  wordsOf,
} from './fields.ts'
import type { Malformed, PullRequest } from './meaning.ts'

const shortHash = /^[0-9a-f]{12,64}$/

/** A pull request. An update may be of its title alone: Bitbucket does not tell. */
export function readPullRequest(payload: Fields, action: PullRequest['action']): PullRequest | Malformed {
  const repository = repositoryOf(payload)
  if (repository === undefined) return malformed(noRepository)
  const pull = fieldsIn(payload.pullrequest)
  const base = branchOf(fieldsIn(pull.destination, 'branch').name)
  const head = headOf(fieldsIn(pull.source))
  if (!isNumber(pull.id)) return malformed('pullrequest.id is missing')
  if (base === undefined) return malformed('pullrequest.destination.branch is missing')
  if (head === undefined) return malformed('pullrequest.source has no branch, or no commit')
  const isMerged = pull.state === 'MERGED'
  return compact({
    kind: 'pull-request' as const,
    repository,
    action,
    number: pull.id,
    title: wordsOf(pull.title),
    updatedAt: timeOf(pull.updated_on),
    author: personOf(pull.author),
    url: urlOf(fieldsIn(pull.links, 'html').href),
    isMerged,
    isDraft: pull.draft === true,
    mergeCommit: isMerged ? commitOf(fieldsIn(pull.merge_commit).hash) : undefined,
    base,
    head,
    isFork: repository.id === undefined || head.repository?.id !== repository.id,
    sender: personOf(payload.actor),
  })
}

/** The commit comes as twelve digits. */
function headOf(source: Fields): PullRequest['head'] | undefined {
  const branch = branchOf(fieldsIn(source.branch).name)
  const { hash } = fieldsIn(source.commit)
  if (branch === undefined || typeof hash !== 'string' || !shortHash.test(hash)) return undefined
  return compact({ branch, commit: hash, repository: identityOf(source.repository) })
}
