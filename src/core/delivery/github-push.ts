import { type Fields, fieldsIn, hashOf, isName, isZeroHash, malformed, nameOf } from './fields.ts'
import { identityMembers, repositoryOf, whyNoRepository } from './github-repository.ts'
import type { Malformed, Push } from './meaning.ts'
import type { Shape } from './pick-members.ts'

/** What `readPush` reads of a payload: no other member needs to be built. */
export const pushMembers: Shape = {
  ref: true,
  before: true,
  after: true,
  deleted: true,
  forced: true,
  repository: identityMembers,
  pusher: { name: true },
}

/**
 * A push as GitHub, Gitea, Forgejo and Gogs tell it: one ref. Narrow on purpose: types of fields that nobody reads differ between events
 * and change without notice.
 */
export function readPush(payload: Fields): Push | Malformed {
  const { ref, deleted, forced } = payload
  if (!isName(ref)) return malformed('ref is missing or not a name')
  const repository = repositoryOf(payload)
  if (repository === undefined) return malformed(whyNoRepository(payload))
  const before = hashOf(payload.before)
  const after = hashOf(payload.after)
  const pusher = pusherOf(payload)
  const change = {
    ref,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    deleted: deleted === true || isZeroHash(after),
    forced: forced === true,
  }
  return { kind: 'push', repository, refs: [change], ...(pusher !== undefined && { pusher }) }
}

/** GitHub writes `name`, the others `login`, Gogs of old `username`. */
function pusherOf({ pusher }: Fields): string | undefined {
  const { name, login, username } = fieldsIn(pusher)
  return nameOf(name, login, username)
}
