import { clean } from './clean.ts'

/** A cell: plain text, or text with what colors it; the width is that of the text. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string }

export interface Column {
  readonly title: string
  readonly align?: 'right'
  /** May lose its end so that the line fits the terminal. At most one column of a table. */
  readonly shrink?: true
}

const gap = '  '
const narrowest = 8

/** Rows under their titles in aligned columns, each line ended; cut to `width` where one is given (a terminal, not a pipe). */
export function formatTable(columns: readonly Column[], rows: readonly (readonly Cell[])[], width?: number): string {
  const titles: readonly Cell[] = columns.map(({ title }) => title)
  const widths = fitWidths(columns, [titles, ...rows], width)
  return [titles, ...rows].map(row => `${formatRow(columns, row, widths)}\n`).join('')
}

const textOf = (cell: Cell | undefined): string => clean(typeof cell === 'object' ? cell.text : (cell ?? ''))

function fitWidths(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number | undefined,
): number[] {
  const widths = columns.map((_, index) => Math.max(...rows.map(row => textOf(row[index]).length)))
  if (width === undefined) return widths
  const excess = widths.reduce((sum, each) => sum + each, gap.length * (columns.length - 1)) - width
  return widths.map((each, index) =>
    columns[index]?.shrink && excess > 0 ? Math.max(Math.min(narrowest, each), each - excess) : each,
  )
}

function formatRow(columns: readonly Column[], row: readonly Cell[], widths: readonly number[]): string {
  return columns
    .map((column, index) => formatCell(row[index] ?? '', widths[index] ?? 0, column))
    .join(gap)
    .trimEnd()
}

function formatCell(cell: Cell, width: number, { align }: Column): string {
  const text = truncate(textOf(cell), width)
  const padding = ' '.repeat(width - text.length)
  const shown = typeof cell === 'object' ? cell.paint(text) : text
  return align === 'right' ? padding + shown : shown + padding
}

/** The text, or as much of it as fits, ended by `…`. */
export const truncate = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(width - 1, 0))}…`
