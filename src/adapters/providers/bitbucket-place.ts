import { splitName } from './forge.ts'
import { at } from './paths.ts'

/** `/repositories/acme/shop` */
export const bitbucketPlace = (repository: string): string => {
  const { owner, repo } = splitName(repository)
  return at`/repositories/${owner}/${repo}`
}

/** `/api/latest/projects/ACME/repos/shop` */
export const dataCenterPlace = (repository: string): string => {
  const { owner, repo } = splitName(repository)
  return at`/api/latest/projects/${owner}/repos/${repo}`
}

/** Bitbucket's lists. */
export interface Page<T> {
  readonly values: readonly T[]
}

/** Of both Bitbuckets. */
export const buildStates = {
  pending: 'INPROGRESS',
  success: 'SUCCESSFUL',
  failure: 'FAILED',
  error: 'FAILED',
} as const
