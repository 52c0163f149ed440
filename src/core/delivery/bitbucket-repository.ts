import { compact, type Fields, fieldsIn, hostOf, idOf, isFields, isName, nameOf } from './fields.ts'
import type { RepositoryIdentity } from './meaning.ts'
import { parseFullName } from './repository-name.ts'

/** A repository of Bitbucket Cloud: `workspace/name`, known by its UUID. */
export function identityOf(repository: unknown): RepositoryIdentity | undefined {
  if (!isFields(repository)) return undefined
  const { full_name: fullName, uuid, links } = repository
  const named = isName(fullName) ? parseFullName(fullName) : undefined
  return named && compact({ ...named, host: hostOf(fieldsIn(links, 'html').href), id: idOf(uuid) })
}

export const repositoryOf = ({ repository }: Fields): RepositoryIdentity | undefined => identityOf(repository)

export const noRepository = 'repository.full_name is missing or not owner/name'

/** People have a nickname, apps and teams may have a display name alone. */
export const personOf = (actor: unknown): string | undefined => {
  const { nickname, username, display_name: shown } = fieldsIn(actor)
  return nameOf(nickname, username, shown)
}
