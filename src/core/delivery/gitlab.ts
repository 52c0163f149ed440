import { headerOf } from './delivery-headers.ts'
import { commitOf, compact, type Fields, fieldsIn, isName, malformed, nameOf } from './fields.ts'
import { readMergeRequest } from './gitlab-merge-request.ts'
import { noProject, readPush, repositoryOf } from './gitlab-push.ts'
import type { Checks, Malformed, Release } from './meaning.ts'
import { type EventReaders, parseEvent, type ReadEvent } from './parse-events.ts'
import type { Provider, SignedRequest } from './provider.ts'
import { knownSecret } from './signature.ts'
import { claimsStandardSignature, isSigningSecret, standardSignedBy } from './standard-webhooks.ts'

/** System hooks (`System Hook`) are of a whole instance, and are none of these. */
const readers: EventReaders = {
  events: new Map<string, ReadEvent>([
    ['Push Hook', readPush],
    ['Tag Push Hook', readPush],
    ['Merge Request Hook', readMergeRequest],
    ['Pipeline Hook', readPipeline],
    ['Release Hook', readRelease],
  ]),
  repositoryOf,
}

/** GitLab, of its own and of others. */
export const gitlab: Provider = {
  name: 'gitlab',
  signedBy,
  eventOf: headers => headerOf(headers, 'x-gitlab-event') || undefined,
  idOf: headers =>
    headerOf(headers, 'idempotency-key') ?? headerOf(headers, 'webhook-id') ?? headerOf(headers, 'x-gitlab-event-uuid'),
  headers: [
    'idempotency-key',
    'webhook-id',
    'webhook-timestamp',
    'x-gitlab-event',
    'x-gitlab-event-uuid',
    'x-gitlab-instance',
    'x-gitlab-webhook-uuid',
  ],
  parse: (event, payload) => parseEvent(readers, event, payload),
}

/** The secret itself in a header, or a signature. Where there is a signature it must be right: a good token does not make up for it. */
function signedBy(request: SignedRequest, secrets: readonly string[], now: number): number {
  if (claimsStandardSignature(request)) return standardSignedBy(request, secrets, now)
  const index = knownSecret(headerOf(request.headers, 'x-gitlab-token'), secrets)
  return index >= 0 && isSigningSecret(secrets[index] ?? '') ? -1 : index
}

const results: ReadonlyMap<unknown, Checks['result']> = new Map([
  ['success', 'success'],
  ['failed', 'failure'],
  ['canceled', 'other'],
  ['skipped', 'other'],
])

/** A pipeline that ended. */
function readPipeline(payload: Fields): Checks | Malformed | undefined {
  const { name, ref, sha, source, status, tag } = fieldsIn(payload.object_attributes)
  const result = results.get(status)
  if (result === undefined) return undefined
  const repository = repositoryOf(payload)
  if (repository === undefined) return malformed(noProject)
  const commit = commitOf(sha)
  if (commit === undefined) return malformed('object_attributes.sha is missing or not a commit')
  const isOwnPush = source === 'push' && tag === false && !payload.merge_request
  return compact({
    kind: 'checks' as const,
    repository,
    name: nameOf(name),
    commit,
    branch: tag === true ? undefined : nameOf(ref),
    result,
    isOwnPush,
    sender: nameOf(fieldsIn(payload.user).username),
  })
}

/** GitLab knows no prereleases, and does not say who made a release. */
function readRelease(payload: Fields): Release | Malformed | undefined {
  if (payload.action !== 'create') return undefined
  const repository = repositoryOf(payload)
  if (repository === undefined) return malformed(noProject)
  return isName(payload.tag)
    ? { kind: 'release', repository, tag: payload.tag, isPrerelease: false }
    : malformed('tag is missing')
}
