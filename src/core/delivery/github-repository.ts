import { type Fields, hostOf, idOf, isFields, isName } from './fields.ts'
import type { RepositoryIdentity } from './meaning.ts'
import { parseFullName } from './repository-name.ts'

/** The members that `identityOf` reads. */
export const identityMembers = { id: true, full_name: true, name: true, html_url: true } as const

/**
 * A repository as GitHub, Gitea and their kin write it: by `full_name`, or by `name` where that is all there is. Undefined where it
 * names none.
 */
export function identityOf(repository: unknown): RepositoryIdentity | undefined {
  if (!isFields(repository)) return undefined
  const { full_name: fullName, name, id, html_url: url } = repository
  const named = fullName === undefined ? bareName(name) : isName(fullName) ? ownerAndName(fullName) : undefined
  if (named === undefined) return undefined
  // Every push comes by: `compact` would take a tenth of the time that it has.
  const host = hostOf(url)
  const number = idOf(id)
  return { ...named, ...(host !== undefined && { host }), ...(number !== undefined && { id: number }) }
}

/** The repository that a payload is about. */
export const repositoryOf = ({ repository }: Fields): RepositoryIdentity | undefined => identityOf(repository)

/** Why a payload names no repository. */
export const whyNoRepository = ({ repository }: Fields): string =>
  isFields(repository) && repository.full_name !== undefined
    ? 'repository.full_name is not owner/name'
    : 'repository.full_name is missing'

const bareName = (name: unknown) => (isName(name) && !name.includes('/') ? { name } : undefined)

/** None of these forges has groups within groups. */
function ownerAndName(fullName: string) {
  const parsed = parseFullName(fullName)
  return parsed?.owner.includes('/') ? undefined : parsed
}
