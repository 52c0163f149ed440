import { type Fields, fieldsIn, listOf, nameOf } from './fields.ts'
import { type PullRequestChange, pullRequestOf } from './github-pull-request.ts'
import type { Malformed, PullRequest } from './meaning.ts'

const actions: ReadonlyMap<unknown, PullRequest['action']> = new Map([
  ['opened', 'opened'],
  ['synchronized', 'updated'],
  ['reopened', 'reopened'],
  ['closed', 'closed'],
])

/** A pull request of Gitea or Forgejo. */
export const readPullRequest = (payload: Fields): PullRequest | Malformed => pullRequestOf(payload, changeOf(payload))

/** Labels change under one action. Which ones, Gitea tells since 1.25; where it does not, it might have been any. */
function changeOf({ action, changes }: Fields): PullRequestChange {
  const { added_labels: added, removed_labels: removed, ref } = fieldsIn(changes)
  if (action === 'edited' && ref) return { action: 'updated' }
  if (action !== 'label_updated') return { action: actions.get(action) ?? 'other' }
  const putOn = namesOf(added)
  const takenOff = namesOf(removed)
  // A label lets something in: where others came with it, that one was taken off counts for more.
  if (takenOff.length > 0) return { action: 'unlabeled', labels: takenOff }
  return putOn.length > 0 ? { action: 'labeled', labels: putOn } : { action: 'other' }
}

const namesOf = (labels: unknown): string[] =>
  listOf(labels)
    .map(({ name }) => nameOf(name))
    .filter(name => name !== undefined)
