import { readPullRequest } from './bitbucket-dc-pull-request.ts'
import { identityOf, repositoryOf } from './bitbucket-dc-repository.ts'
import { headerOf } from './delivery-headers.ts'
import { compact, type Fields, fieldsIn, hashOf, isZeroHash, listOf, malformed, nameOf } from './fields.ts'
import type { Malformed, Push, RefChange, RepositoryChange } from './meaning.ts'
import { type EventReaders, parseEvent, type ReadEvent } from './parse-events.ts'
import type { Provider } from './provider.ts'
import { signedBy } from './signature.ts'

const readers: EventReaders = {
  events: new Map<string, ReadEvent>([
    ['repo:refs_changed', readPush],
    ['pr:opened', payload => readPullRequest(payload, 'opened')],
    ['pr:from_ref_updated', payload => readPullRequest(payload, 'updated')],
    ['pr:modified', payload => readPullRequest(payload, 'previousTarget' in payload ? 'updated' : 'other')],
    ['pr:merged', payload => readPullRequest(payload, 'closed')],
    ['pr:declined', payload => readPullRequest(payload, 'closed')],
    ['pr:deleted', payload => readPullRequest(payload, 'closed')],
    ['repo:modified', readChange],
    ['diagnostics:ping', () => ({ kind: 'ping' })],
  ]),
  repositoryOf,
}

/** Bitbucket Data Center. */
export const bitbucketDc: Provider = {
  name: 'bitbucket-dc',
  signedBy: ({ headers, body }, secrets) => signedBy(body, headerOf(headers, 'x-hub-signature'), secrets),
  eventOf: headers => headerOf(headers, 'x-event-key') || undefined,
  idOf: headers => headerOf(headers, 'x-request-id'),
  headers: ['x-event-key', 'x-request-id'],
  parse: (event, payload) => parseEvent(readers, event, payload),
}

/** Everything that one push moved. */
function readPush(payload: Fields): Push | Malformed | undefined {
  const repository = repositoryOf(payload)
  if (repository === undefined) return malformed('repository has no slug, or no project')
  if (!Array.isArray(payload.changes)) return malformed('changes is missing')
  const refs = listOf(payload.changes).map(changeOf)
  const known = refs.filter(ref => ref !== undefined)
  if (known.length === 0) return undefined
  return compact({ kind: 'push' as const, repository, refs: known, pusher: nameOf(fieldsIn(payload.actor).name) })
}

function changeOf({ ref, refId, fromHash, toHash, type }: Fields): RefChange | undefined {
  const id = nameOf(fieldsIn(ref).id, refId)
  if (id === undefined) return undefined
  const deleted = type === 'DELETE' || isZeroHash(toHash)
  return compact({ ref: id, before: hashOf(fromHash), after: hashOf(toHash), deleted, forced: false })
}

/** A repository that was modified is told as it was and as it is. */
function readChange(payload: Fields): RepositoryChange | undefined {
  const before = identityOf(payload.old)
  const repository = identityOf(payload.new)
  if (before === undefined || repository === undefined) return undefined
  if (before.owner !== repository.owner) return { kind: 'repository', repository, change: 'transferred' }
  return before.name === repository.name ? undefined : { kind: 'repository', repository, change: 'renamed' }
}
