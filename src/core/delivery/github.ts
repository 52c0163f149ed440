import type { Malformed, Meaning, Push } from './meaning.ts'
import type { Shape } from './pick-members.ts'
import { parseFullName, type RepositoryName } from './repository-name.ts'

/** What `parseGitHub` reads of a payload: no other member needs to be built. */
export const githubMembers: Shape = {
  ref: true,
  before: true,
  after: true,
  deleted: true,
  forced: true,
  repository: { full_name: true, name: true },
  pusher: { name: true },
}

type Fields = Readonly<Record<string, unknown>>

/** Longer names and refs than any forge allows; a payload that has one is not believed. */
const longest = 1024
const zeroHash = /^0+$/
const hash = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/

/**
 * What a GitHub payload means under its `X-GitHub-Event`. Narrow on purpose: types of fields that nobody reads differ
 * between events and change without notice.
 */
export function parseGitHub(event: string, payload: unknown): Meaning {
  if (!isFields(payload)) return malformed('the payload is not a JSON object')
  if (event === 'push') return parsePush(payload)
  const repository = repositoryOf(payload)
  const kind = event === 'ping' ? 'ping' : 'other'
  return repository === undefined || 'kind' in repository ? { kind } : { kind, repository }
}

function parsePush(payload: Fields): Push | Malformed {
  const { ref } = payload
  if (!isName(ref)) return malformed('ref is missing or not a name')
  const repository = repositoryOf(payload)
  if (repository === undefined) return malformed('repository.full_name is missing')
  if ('kind' in repository) return repository
  const { before, after, pusher } = payload
  const pusherName = isFields(pusher) && isName(pusher.name) ? pusher.name : undefined
  return {
    kind: 'push',
    repository,
    ref,
    ...(isHash(before) && { before }),
    ...(isHash(after) && { after }),
    deleted: payload.deleted === true || (isHash(after) && zeroHash.test(after)),
    forced: payload.forced === true,
    ...(pusherName !== undefined && { pusher: pusherName }),
  }
}

/** `full_name`, or `name` where that is all there is; undefined when the payload names no repository. */
function repositoryOf({ repository }: Fields): RepositoryName | Malformed | undefined {
  if (!isFields(repository)) return undefined
  const { full_name: fullName, name } = repository
  if (fullName === undefined) return isName(name) && !name.includes('/') ? { name } : undefined
  const parsed = isName(fullName) ? parseFullName(fullName) : undefined
  return parsed ?? malformed('repository.full_name is not owner/name')
}

const malformed = (problem: string): Malformed => ({ kind: 'malformed', problem })

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= longest

const isHash = (value: unknown): value is string => typeof value === 'string' && hash.test(value)
