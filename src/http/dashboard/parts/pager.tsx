interface PagerProps {
  readonly path: string
  /** Filters that stay. */
  readonly keep: Readonly<Record<string, string | undefined>>
  /** Where this page began; absent on the first. */
  readonly before: number | undefined
  /** Where the next one begins; absent on the last. */
  readonly next: number | undefined
}

/** To older entries and back to the newest. */
export function Pager({ path, keep, before, next }: PagerProps) {
  if (before === undefined && next === undefined) return null
  return (
    <nav class="pager" aria-label="Pages">
      {before === undefined ? null : (
        <a class="button" href={linkTo(path, keep)} rel="first">
          Newest
        </a>
      )}
      {next === undefined ? null : (
        <a class="button" href={linkTo(path, { ...keep, before: String(next) })} rel="next">
          Older
        </a>
      )}
    </nav>
  )
}

/** A path with those of the filters that are set. */
export function linkTo(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const set = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '')
  return set.length === 0 ? path : `${path}?${new URLSearchParams(set)}`
}
