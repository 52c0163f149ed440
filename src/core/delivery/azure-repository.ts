import { compact, type Fields, fieldsIn, hostOf, idOf, isFields, isName, nameOf } from './fields.ts'
import type { RepositoryIdentity } from './meaning.ts'
import { parseFullName } from './repository-name.ts'

const address = /^https?:\/\/(?:[^/?#@]*@)?([^/?#]+)\/(.*)$/i

/**
 * A repository of Azure DevOps: `organization/project/name`, as far as its address tells; on one's own server the collection stands for the
 * organization. Undefined where neither the address nor project and name are there.
 */
export function identityOf(repository: unknown): RepositoryIdentity | undefined {
  if (!isFields(repository)) return undefined
  const { id, remoteUrl, name, project } = repository
  const named = (isName(remoteUrl) ? nameIn(remoteUrl) : undefined) ?? nameWithout(fieldsIn(project).name, name)
  const parsed = named === undefined ? undefined : parseFullName(named)
  return parsed && compact({ ...parsed, host: hostOf(remoteUrl), id: idOf(id) })
}

export const repositoryOf = ({ resource }: Fields): RepositoryIdentity | undefined =>
  identityOf(fieldsIn(resource).repository)

export const noRepository = 'resource.repository has no remoteUrl, and no project and name'

/** Who: an address to sign in with, where there is one. */
export const personOf = (person: unknown): string | undefined => {
  const { uniqueName, displayName } = fieldsIn(person)
  return nameOf(uniqueName, displayName)
}

const nameWithout = (project: unknown, name: unknown): string | undefined =>
  isName(project) && isName(name) ? `${project}/${name}` : undefined

/** `https://dev.azure.com/org/project/_git/name`; a project's first repository has its name, which the address then leaves out. */
function nameIn(url: string): string | undefined {
  const [, host = '', path = ''] = address.exec(url) ?? []
  const segments = path.split('/').map(decode)
  const git = segments.indexOf('_git')
  const name = segments[git + 1]
  if (git < 0 || !name) return undefined
  const organization = /^([^.]+)\.visualstudio\.com$/i.exec(host)?.[1]
  const before = segments.slice(0, git).filter(one => organization === undefined || !/^defaultcollection$/i.test(one))
  const owners = organization === undefined ? before : [organization, ...before]
  return [...(owners.length === 1 ? [...owners, name] : owners.slice(-2)), name].join('/')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
