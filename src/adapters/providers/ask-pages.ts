import { allPages, namesNext } from './pages.ts'
import type { AskForge, ForgeRequest } from './request.ts'

/** What a list of a forge holds that tells of further pages in `Link`, as GitLab and Gitea do. The path is that of one page. */
export const askPages = <T>(
  ask: AskForge,
  request: Omit<ForgeRequest, 'path'> & { path(page: { page: number; per_page: number }): string },
  size = 100,
): Promise<T[]> =>
  allPages<T>(async page => {
    let hasMore = false
    const hear = (headers: Headers) => {
      hasMore = namesNext(headers)
    }
    return { items: await ask<T[]>({ ...request, path: request.path(page), hear }), hasMore }
  }, size)
