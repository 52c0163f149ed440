/** More is nobody's everyday. */
const mostPages = 20

/** What a list holds, page by page of so many. */
export async function allPages<T>(
  ask: (page: { page: number; per_page: number }) => Promise<readonly T[]>,
  size = 100,
): Promise<T[]> {
  const all: T[] = []
  for (let page = 1; page <= mostPages; page++) {
    const items = await ask({ page, per_page: size })
    all.push(...items)
    if (items.length < size) break
  }
  return all
}
