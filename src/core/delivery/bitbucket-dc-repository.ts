import { compact, type Fields, fieldsIn, hostOf, idOf, isFields, isName, listOf } from './fields.ts'
import type { RepositoryIdentity } from './meaning.ts'

/** A repository of Bitbucket Data Center: `KEY/slug`. Which host it is on, only newer versions tell. */
export function identityOf(repository: unknown): RepositoryIdentity | undefined {
  if (!isFields(repository)) return undefined
  const { slug, id, project, links } = repository
  const { key } = fieldsIn(project)
  if (!isSegment(slug) || !isSegment(key)) return undefined
  const [self] = listOf(fieldsIn(links).self)
  return compact({ owner: key, name: slug, host: hostOf(self?.href), id: idOf(id) })
}

export const repositoryOf = ({ repository }: Fields): RepositoryIdentity | undefined => identityOf(repository)

const isSegment = (value: unknown): value is string => isName(value) && !value.includes('/')
