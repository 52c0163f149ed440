import { splitName } from './forge.ts'
import { allPages } from './pages.ts'
import { at } from './paths.ts'
import type { AskForge, ForgeRequest } from './request.ts'

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

interface CloudPage<T> {
  readonly values: readonly T[]
  /** The address of the next page. */
  readonly next?: string
}

/** What a list of Bitbucket Cloud holds; the path has a query, or none. */
export const cloudList = <T>(ask: AskForge, { path, ...request }: ForgeRequest, size = 100): Promise<T[]> =>
  allPages<T>(async ({ page, per_page }) => {
    const more = `${path.includes('?') ? '&' : '?'}pagelen=${per_page}&page=${page}`
    const { values, next } = await ask<CloudPage<T>>({ ...request, path: `${path}${more}` })
    return { items: values, hasMore: next !== undefined }
  }, size)

interface DataCenterPage<T> {
  readonly values: readonly T[]
  readonly isLastPage?: boolean
  readonly nextPageStart?: number | null
}

/** What a list of Bitbucket Data Center holds. The server may give fewer at once than it is asked for, and says where the next begin. */
export async function dataCenterList<T>(ask: AskForge, { path, ...request }: ForgeRequest): Promise<T[]> {
  let start = 0
  return allPages<T>(async () => {
    const more = `${path.includes('?') ? '&' : '?'}limit=100&start=${start}`
    const { values, isLastPage, nextPageStart } = await ask<DataCenterPage<T>>({ ...request, path: `${path}${more}` })
    start = nextPageStart ?? start + values.length
    return { items: values, hasMore: isLastPage === false }
  }, Number.POSITIVE_INFINITY)
}

/** Of both Bitbuckets. */
export const buildStates = {
  pending: 'INPROGRESS',
  success: 'SUCCESSFUL',
  failure: 'FAILED',
  error: 'FAILED',
} as const
