import { RedhookError } from '../../core/errors.ts'

/** More is nobody's everyday, and no end of pages is a forge's mistake. */
const mostPages = 100

/** A page of a list, and whether the forge says that another follows. */
export interface ListPage<T> {
  readonly items: readonly T[]
  readonly hasMore: boolean
}

/** What a list holds, page by page of so many. What is missing in it is not there: a list that does not end is no list. @throws RedhookError */
export async function allPages<T>(
  ask: (page: { page: number; per_page: number }) => Promise<readonly T[] | ListPage<T>>,
  size = 100,
): Promise<T[]> {
  const all: T[] = []
  for (let page = 1; page <= mostPages; page++) {
    const found = await ask({ page, per_page: size })
    const { items, hasMore } = 'hasMore' in found ? found : { items: found, hasMore: false }
    all.push(...items)
    if (!hasMore && items.length < size) return all
  }
  throw new RedhookError(`A list did not end after ${mostPages} pages`, {
    code: 'PROVIDER_FAILED',
    hint: 'Close or remove at the forge what nobody needs any more.',
  })
}

/** Whether `Link` names another page: one with fewer items than asked for need not be the last. */
export const namesNext = (headers: Headers): boolean => /;\s*rel="?next\b/.test(headers.get('link') ?? '')
