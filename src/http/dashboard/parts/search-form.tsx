interface SearchFormProps {
  readonly path: string
  readonly value: string | undefined
  readonly label: string
  /** Other filters that stay. */
  readonly keep?: Readonly<Record<string, string | undefined>>
  /** The script narrows what is on the page while one types. */
  readonly isLive?: boolean
}

/** A search that is a link in the end; `/` goes to it. */
export const SearchForm = ({ path, value, label, keep = {}, isLive }: SearchFormProps) => (
  // biome-ignore lint/a11y/useSemanticElements: the search element is not known to every screen reader yet
  <form class="search" role="search" method="get" action={path}>
    {Object.entries(keep).map(([name, kept]) =>
      kept === undefined ? null : <input type="hidden" name={name} value={kept} />,
    )}
    <input
      type="search"
      name="q"
      value={value ?? ''}
      aria-label={label}
      placeholder={label}
      maxlength={100}
      data-search=""
      {...(isLive ? { 'data-filter': '' } : {})}
      autocomplete="off"
      spellcheck={false}
    />
    <button type="submit" class="unseen-until-focus">
      Search
    </button>
  </form>
)
