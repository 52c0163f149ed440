import { compact, type Fields, fieldsIn, isName, isNumber, malformed, nameOf } from './fields.ts'
import { repositoryOf, whyNoRepository } from './github-repository.ts'
import type { Installation, Malformed, Package, Ping, Release, RepositoryChange } from './meaning.ts'

export function readPing(payload: Fields): Ping {
  const repository = repositoryOf(payload)
  return repository === undefined ? { kind: 'ping' } : { kind: 'ping', repository }
}

/** A release that was published, or is no longer a prerelease; of GitHub, Gitea, Forgejo and Gogs. */
export function readRelease(payload: Fields): Release | Malformed | undefined {
  const { tag_name: tag, draft, prerelease } = fieldsIn(payload.release)
  if ((payload.action !== 'published' && payload.action !== 'released') || draft === true) return undefined
  const repository = repositoryOf(payload)
  if (repository === undefined) return malformed(whyNoRepository(payload))
  if (!isName(tag)) return malformed('release.tag_name is missing')
  return compact({
    kind: 'release' as const,
    repository,
    tag,
    isPrerelease: prerelease === true,
    sender: senderOf(payload),
  })
}

/** An image in a registry of GitHub's, under either of its two events. Other kinds of packages lead to nothing. */
export function readPackage(payload: Fields): Package | undefined {
  const { name, package_type: type, package_version: version } = fieldsIn(payload.package ?? payload.registry_package)
  const repository = repositoryOf(payload)
  const isImage = typeof type === 'string' && ['container', 'docker'].includes(type.toLowerCase())
  if (payload.action !== 'published' || repository === undefined || !isName(name) || !isImage) return undefined
  const tag = nameOf(fieldsIn(version, 'container_metadata', 'tag').name)
  return compact({ kind: 'package' as const, repository, name, tag, sender: senderOf(payload) })
}

const changes = ['renamed', 'transferred', 'deleted'] as const

/** The repository is another one from now on, or none. */
export function readRepositoryChange(payload: Fields): RepositoryChange | undefined {
  const repository = repositoryOf(payload)
  const change = changes.find(one => one === payload.action)
  return repository && change && { kind: 'repository', repository, change }
}

/** A GitHub App was installed or removed, or its repositories changed. */
export function readInstallation({ action, installation }: Fields): Installation | Malformed {
  const { id, account } = fieldsIn(installation)
  if (!isNumber(id)) return malformed('installation.id is missing')
  const change: Installation['change'] = action === 'created' || action === 'deleted' ? action : 'other'
  return compact({ kind: 'installation' as const, id, change, account: nameOf(fieldsIn(account).login) })
}

/** What changed are the repositories of an installation, which stays. */
export const readInstallationRepositories = (payload: Fields): Installation | Malformed =>
  readInstallation({ ...payload, action: 'other' })

/** Who did it. */
export const senderOf = ({ sender }: Fields): string | undefined => nameOf(fieldsIn(sender).login)
