import {
  compact,
  type Fields,
  fieldsIn,
  hashOf,
  hostOf,
  idOf,
  isName,
  isZeroHash,
  malformed,
  nameOf,
} from './fields.ts'
import type { Malformed, Push, RepositoryIdentity } from './meaning.ts'
import { parseFullName } from './repository-name.ts'

/** A project as GitLab writes it, by its path with all groups. Undefined where there is none. */
export function projectOf({ path_with_namespace: path, id, web_url: url }: Fields): RepositoryIdentity | undefined {
  const named = isName(path) ? parseFullName(path) : undefined
  return named && compact({ ...named, host: hostOf(url), id: idOf(id) })
}

/** The project that a payload is about. */
export const repositoryOf = ({ project }: Fields): RepositoryIdentity | undefined => projectOf(fieldsIn(project))

export const noProject = 'project.path_with_namespace is missing or not group/name'

/** A branch or a tag that was pushed: GitLab sends an event for each. Whether it was forced, it does not tell. */
export function readPush(payload: Fields): Push | Malformed {
  const { ref, before, after } = payload
  if (!isName(ref)) return malformed('ref is missing or not a name')
  const repository = repositoryOf(payload)
  if (repository === undefined) return malformed(noProject)
  const deleted = isZeroHash(after)
  const change = compact({ ref, before: hashOf(before), after: hashOf(after), deleted, forced: false })
  const pusher = nameOf(payload.user_username, payload.user_name)
  return compact({ kind: 'push' as const, repository, refs: [change], pusher })
}
