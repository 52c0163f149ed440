import type { Child } from 'hono/jsx'

interface TableProps {
  /** Said to screen readers. */
  readonly caption: string
  readonly columns: readonly string[]
  readonly class?: string
  readonly children?: Child
}

/** Spread, since a checker would take what seems to be said twice away. */
const as = (role: string) => ({ role })

/**
 * A table with headers. On a phone its rows become blocks, which would take its meaning from it in some browsers: roles are written
 * out, here and by `Row` and `Cell`.
 */
export const Table = ({ caption, columns, class: name = '', children }: TableProps) => (
  <table class={`table ${name}`.trimEnd()} {...as('table')}>
    <caption class="unseen">{caption}</caption>
    <thead {...as('rowgroup')}>
      <tr {...as('row')}>
        {columns.map(column => (
          <th scope="col" {...as('columnheader')}>
            {column}
          </th>
        ))}
      </tr>
    </thead>
    <tbody {...as('rowgroup')}>{children}</tbody>
  </table>
)

/** A row; `more` are further attributes, such as those of `live`. */
export const Row = ({ id, more = {}, children }: { id?: string; more?: Record<string, string>; children?: Child }) => (
  <tr {...as('row')} {...(id === undefined ? {} : { id })} {...more}>
    {children}
  </tr>
)

/** A cell; one that holds a dash alone has nothing to say, which a phone leaves out. */
export const Cell = ({ class: name = '', children }: { class?: string; children?: Child }) => {
  const classes = `${name}${children === '–' ? ' cell-none' : ''}`.trim()
  return (
    <td {...as('cell')} {...(classes === '' ? {} : { class: classes })}>
      {children}
    </td>
  )
}
