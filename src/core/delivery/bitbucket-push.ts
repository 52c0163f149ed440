import { noRepository, personOf, repositoryOf } from './bitbucket-repository.ts'
import { compact, type Fields, fieldsIn, hashOf, isName, listOf, malformed } from './fields.ts'
import type { Malformed, Push, RefChange } from './meaning.ts'

/** Everything that one push moved. One that moved no branch and no tag leads to nothing. */
export function readPush(payload: Fields): Push | Malformed | undefined {
  const repository = repositoryOf(payload)
  if (repository === undefined) return malformed(noRepository)
  const { changes } = fieldsIn(payload.push)
  if (!Array.isArray(changes)) return malformed('push.changes is missing')
  const refs = listOf(changes).map(changeOf)
  const known = refs.filter(ref => ref !== undefined)
  if (known.length === 0) return undefined
  return compact({ kind: 'push' as const, repository, refs: known, pusher: personOf(payload.actor) })
}

const folders: ReadonlyMap<unknown, string> = new Map([
  ['branch', 'refs/heads/'],
  ['named_branch', 'refs/heads/'],
  ['tag', 'refs/tags/'],
  ['annotated_tag', 'refs/tags/'],
])

/** Where `new` is null the ref is gone. */
function changeOf({ new: after, old: before, forced }: Fields): RefChange | undefined {
  const { type, name } = fieldsIn(after ?? before)
  const folder = folders.get(type)
  if (folder === undefined || !isName(name)) return undefined
  return compact({
    ref: `${folder}${name}`,
    before: hashOf(fieldsIn(before, 'target').hash),
    after: hashOf(fieldsIn(after, 'target').hash),
    deleted: after === null,
    forced: forced === true,
  })
}
