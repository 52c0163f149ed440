import { readPullRequest } from './azure-pull-request.ts'
import { noRepository, personOf, repositoryOf } from './azure-repository.ts'
import { basicAuthBy } from './basic-auth.ts'
import { headerOf } from './delivery-headers.ts'
import {
  compact,
  type Fields,
  fieldsIn,
  hashOf,
  idOf,
  isName,
  isZeroHash,
  listOf,
  malformed,
  nameOf,
} from './fields.ts'
import type { Malformed, Push, RefChange } from './meaning.ts'
import { type EventReaders, parseEvent, type ReadEvent } from './parse-events.ts'
import type { Provider } from './provider.ts'

const readers: EventReaders = {
  events: new Map<string, ReadEvent>([
    ['git.push', readPush],
    ['git.pullrequest.created', payload => readPullRequest(payload, 'opened')],
    ['git.pullrequest.updated', payload => readPullRequest(payload, 'updated')],
    ['git.pullrequest.merged', payload => readPullRequest(payload, 'other')],
  ]),
  repositoryOf,
}

/** Azure DevOps, and its server. It signs nothing: the secret is the password of HTTP basic authentication. */
export const azure: Provider = {
  name: 'azure',
  signedBy: ({ headers }, secrets) => basicAuthBy(headerOf(headers, 'authorization'), secrets),
  eventOf: (_, payload) => nameOf(fieldsIn(payload).eventType),
  idOf: (_, payload) => idOf(fieldsIn(payload).id),
  headers: [],
  parse: (event, payload) => parseEvent(readers, event, payload),
}

/** Everything that one push moved; it may be nothing. */
function readPush(payload: Fields): Push | Malformed | undefined {
  const repository = repositoryOf(payload)
  if (repository === undefined) return malformed(noRepository)
  const { refUpdates, pushedBy } = fieldsIn(payload.resource)
  const refs = listOf(refUpdates).map(changeOf)
  const known = refs.filter(ref => ref !== undefined)
  if (known.length === 0) return undefined
  return compact({ kind: 'push' as const, repository, refs: known, pusher: personOf(pushedBy) })
}

function changeOf({ name, oldObjectId, newObjectId }: Fields): RefChange | undefined {
  if (!isName(name)) return undefined
  const [before, after] = [hashOf(oldObjectId), hashOf(newObjectId)]
  return compact({ ref: name, before, after, deleted: isZeroHash(newObjectId), forced: false })
}
