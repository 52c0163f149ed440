import { readPullRequest } from './bitbucket-pull-request.ts'
import { readPush } from './bitbucket-push.ts'
import { repositoryOf } from './bitbucket-repository.ts'
import { headerOf } from './delivery-headers.ts'
import { type Fields, fieldsIn } from './fields.ts'
import type { RepositoryChange } from './meaning.ts'
import { type EventReaders, parseEvent, type ReadEvent } from './parse-events.ts'
import type { Provider } from './provider.ts'
import { signedBy } from './signature.ts'

const readers: EventReaders = {
  events: new Map<string, ReadEvent>([
    ['repo:push', readPush],
    ['pullrequest:created', payload => readPullRequest(payload, 'opened')],
    ['pullrequest:updated', payload => readPullRequest(payload, 'updated')],
    ['pullrequest:fulfilled', payload => readPullRequest(payload, 'closed')],
    ['pullrequest:rejected', payload => readPullRequest(payload, 'closed')],
    ['repo:updated', payload => (hasNewName(payload) ? changeOf(payload, 'renamed') : undefined)],
    ['repo:transfer', payload => changeOf(payload, 'transferred')],
    ['repo:deleted', payload => changeOf(payload, 'deleted')],
  ]),
  repositoryOf,
}

/** Bitbucket Cloud. It signs with SHA-256 under the header that GitHub once used for SHA-1. */
export const bitbucket: Provider = {
  name: 'bitbucket',
  signedBy: ({ headers, body }, secrets) => signedBy(body, headerOf(headers, 'x-hub-signature'), secrets),
  eventOf: headers => headerOf(headers, 'x-event-key') || undefined,
  idOf: headers => headerOf(headers, 'x-request-uuid'),
  headers: ['x-attempt-number', 'x-event-key', 'x-hook-uuid', 'x-request-uuid'],
  parse: (event, payload) => parseEvent(readers, event, payload),
}

const hasNewName = ({ changes }: Fields): boolean => 'full_name' in fieldsIn(changes)

function changeOf(payload: Fields, change: RepositoryChange['change']): RepositoryChange | undefined {
  const repository = repositoryOf(payload)
  return repository && { kind: 'repository', repository, change }
}
