import { clean } from './clean.ts'
import { fitWidths, tableWidth } from './fit-widths.ts'
import { textWidth, truncate } from './width.ts'

/** A cell: plain text, or text with what colors it; the width is that of the text. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string }

export interface Column {
  readonly title: string
  readonly align?: 'right'
  /** May lose its end so that the line fits the terminal. */
  readonly shrink?: true
  /** Left out where the terminal is too narrow for all, the highest first. */
  readonly spare?: number
  /** Left out where nothing stands in it. */
  readonly optional?: true
}

const gap = '  '

/**
 * Rows under their titles in aligned columns, each line ended; in a terminal of that `width` no line is longer: columns shrink,
 * spare ones go, and what is still too long is cut.
 */
export function formatTable(columns: readonly Column[], rows: readonly (readonly Cell[])[], width?: number): string {
  const table = measure(withoutEmpty({ columns, rows }))
  const { columns: shown, rows: lines, widths } = width === undefined ? table : fitTable(table, width)
  const titles: readonly Cell[] = shown.map(({ title }) => title)
  return [titles, ...lines].map(row => `${formatRow(shown, row, widths, width)}\n`).join('')
}

interface Table {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
}

interface Measured extends Table {
  readonly widths: readonly number[]
}

const textOf = (cell: Cell | undefined): string => clean(typeof cell === 'object' ? cell.text : (cell ?? ''))

const keep = ({ columns, rows }: Table, isKept: (index: number) => boolean): Table => ({
  columns: columns.filter((_, index) => isKept(index)),
  rows: rows.map(row => row.filter((_, index) => isKept(index))),
})

const withoutEmpty = (table: Table): Table =>
  keep(table, index => !table.columns[index]?.optional || table.rows.some(row => textOf(row[index]) !== ''))

const measure = (table: Table): Measured => ({
  ...table,
  widths: table.columns.map(({ title }, index) =>
    Math.max(textWidth(title), ...table.rows.map(row => textWidth(textOf(row[index])))),
  ),
})

/** Shrinks the columns, and leaves spare ones out until the line fits or none is left. */
function fitTable(table: Measured, width: number): Measured {
  const shrinks = table.columns.map(({ shrink = false }) => shrink)
  const widths = fitWidths({ widths: table.widths, shrinks, gap: gap.length }, width)
  const spare = Math.max(...table.columns.map(({ spare: rank = 0 }) => rank))
  if (tableWidth(widths, gap.length) <= width || spare === 0) return { ...table, widths }
  return fitTable(measure(keep(table, index => table.columns[index]?.spare !== spare)), width)
}

function formatRow(
  columns: readonly Column[],
  row: readonly Cell[],
  widths: readonly number[],
  width?: number,
): string {
  let left = width ?? Number.POSITIVE_INFINITY
  const cells: string[] = []
  for (const [index, column] of columns.entries()) {
    const room = Math.min(widths[index] ?? 0, left)
    if (room <= 0) break
    cells.push(formatCell(row[index] ?? '', room, column))
    left -= room + gap.length
  }
  return cells.join(gap).trimEnd()
}

function formatCell(cell: Cell, width: number, { align }: Column): string {
  const text = truncate(textOf(cell), width)
  const padding = ' '.repeat(width - textWidth(text))
  const shown = typeof cell === 'object' ? cell.paint(text) : text
  return align === 'right' ? padding + shown : shown + padding
}
