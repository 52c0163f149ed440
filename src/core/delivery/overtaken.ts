import type { ProviderName } from '../provider.ts'
import type { PullRequest } from './meaning.ts'
import { foldCase, formatName } from './repository-name.ts'

/** A pull request among those of all forges. */
export const pullKey = (provider: ProviderName, { repository, number }: PullRequest): string =>
  `${provider} ${repository.host ?? ''} ${repository.id ?? foldCase(formatName(repository))} ${number}`

/** When the pull request was changed that this event tells of, head and all; undefined where it does not tell all of it, or not when. */
export const toldAt = ({ action, updatedAt }: PullRequest): number | undefined =>
  action === 'opened' || action === 'updated' || action === 'reopened' || action === 'closed' ? updatedAt : undefined

/**
 * Events overtake each other on their way. One that is older than what is known would put an older head in the place of the newer one. A
 * merge has happened whenever it is told.
 */
export function isOvertaken(pull: PullRequest, newest: number | undefined): boolean {
  const at = pull.isMerged ? undefined : toldAt(pull)
  return at !== undefined && newest !== undefined && at < newest
}
