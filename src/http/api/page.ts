const usual = 50

/** What was asked for, without what was not, and one more than the page holds: so that it shows whether another follows. */
export function pageFilter<Query extends { readonly limit?: number | undefined }>({ limit = usual, ...query }: Query) {
  return { ...defined(query), limit: limit + 1 } as Defined<Omit<Query, 'limit'>> & { readonly limit: number }
}

/** The entries of a page, and where the next one begins. */
export function cutPage<Entry>(found: readonly Entry[], limit = usual, numberOf: (entry: Entry) => number) {
  const entries = found.slice(0, limit)
  const last = entries.at(-1)
  return { entries, ...(found.length > limit && last !== undefined && { next: numberOf(last) }) }
}

/** The same without the keys that hold nothing. */
export type Defined<Value> = { [Key in keyof Value]?: Exclude<Value[Key], undefined> }

/** Leaves out what is undefined. */
export const defined = <Value extends object>(value: Value): Defined<Value> =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Defined<Value>
