/** Filters to choose from, as links; the chosen one is marked. */
export const Pick = ({ label, choices }: { label: string; choices: readonly Choice[] }) => (
  <nav class="pick" aria-label={label}>
    <ul>
      {choices.map(({ title, count, href, isCurrent }) => (
        <li>
          <a href={href} {...(isCurrent ? { 'aria-current': 'true' } : {})}>
            {title}
            {count === undefined ? null : <span class="count">{count}</span>}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)

export interface Choice {
  readonly title: string
  readonly count?: number | undefined
  readonly href: string
  readonly isCurrent: boolean
}
