import {
  branchOf,
  commitOf,
  compact,
  type Fields,
  fieldsIn,
  idOf,
  isNumber,
  listOf,
  malformed,
  nameOf,
  timeOf,
  urlOf,
  wordsOf,
} from './fields.ts'
import { noProject, projectOf, repositoryOf } from './gitlab-push.ts'
import type { Malformed, PullRequest } from './meaning.ts'

interface Change {
  readonly action: PullRequest['action']
  readonly labels?: readonly string[]
}

/** A merge request. */
export function readMergeRequest(payload: Fields): PullRequest | Malformed {
  const repository = repositoryOf(payload)
  if (repository === undefined) return malformed(noProject)
  const merge = fieldsIn(payload.object_attributes)
  const number = merge.iid
  const base = branchOf(merge.target_branch)
  const head = headOf(merge)
  if (!isNumber(number)) return malformed('object_attributes.iid is missing')
  if (base === undefined) return malformed('object_attributes.target_branch is missing')
  if (head === undefined) return malformed('object_attributes has no source_branch, or no last_commit')
  const { action, labels } = changeOf(merge, fieldsIn(payload.changes))
  const isMerged = merge.state === 'merged' || merge.action === 'merge'
  const { id: userId, username } = fieldsIn(payload.user)
  return compact({
    kind: 'pull-request' as const,
    repository,
    action,
    number,
    title: wordsOf(merge.title),
    updatedAt: timeOf(merge.updated_at),
    author: userId === merge.author_id ? nameOf(username) : undefined,
    url: urlOf(merge.url),
    isMerged,
    isDraft: merge.draft === true || merge.work_in_progress === true,
    mergeCommit: isMerged ? (commitOf(merge.merge_commit_sha) ?? commitOf(merge.squash_commit_sha)) : undefined,
    base,
    head,
    isFork: isFork(merge, repository.id),
    label: labels?.[0],
    labels,
    sender: nameOf(username),
  })
}

const actions: ReadonlyMap<unknown, PullRequest['action']> = new Map([
  ['open', 'opened'],
  ['reopen', 'reopened'],
  ['merge', 'closed'],
  ['close', 'closed'],
])

/** An update tells by `oldrev` that the head moved, and by `changes` what else did. */
function changeOf(merge: Fields, changes: Fields): Change {
  if (merge.action !== 'update') return { action: actions.get(merge.action) ?? 'other' }
  if (commitOf(merge.oldrev) !== undefined || 'target_branch' in changes) return { action: 'updated' }
  const before = titlesOf(fieldsIn(changes.labels).previous)
  const after = titlesOf(fieldsIn(changes.labels).current)
  const added = after.filter(label => !before.includes(label))
  const removed = before.filter(label => !after.includes(label))
  // A label lets something in: where others came with it, that one was taken off counts for more.
  if (removed.length > 0) return { action: 'unlabeled', labels: removed }
  return added.length > 0 ? { action: 'labeled', labels: added } : { action: 'other' }
}

const titlesOf = (labels: unknown): string[] =>
  listOf(labels)
    .map(({ title }) => nameOf(title))
    .filter(title => title !== undefined)

function headOf(merge: Fields): PullRequest['head'] | undefined {
  const branch = branchOf(merge.source_branch)
  const commit = commitOf(fieldsIn(merge.last_commit).id)
  if (branch === undefined || commit === undefined) return undefined
  const source = projectOf({ ...fieldsIn(merge.source), id: merge.source_project_id })
  return compact({ branch, commit, repository: source })
}

/** Where any of the three ids is missing or another one, nobody can tell that it is not. */
function isFork(
  { source_project_id: source, target_project_id: target }: Fields,
  project: string | undefined,
): boolean {
  return project === undefined || idOf(source) !== project || idOf(target) !== project
}
