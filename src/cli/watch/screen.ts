import { stripVTControlCharacters } from 'node:util'
import type { Output } from '../deps.ts'
import { textWidth } from '../render/width.ts'

const hideCursor = '\u001b[?25l'
const showCursor = '\u001b[?25h'
const clearRest = '\u001b[K'
const clearBelow = '\u001b[J'

/** Some lines of a terminal that are drawn anew in their place. */
export interface Screen extends Disposable {
  /** Replaces what was drawn before. What the terminal has no room for is counted instead. */
  draw(text: string): void
}

/** Lines below what the terminal shows already; they stay there, and the cursor below them, once this is disposed. */
export function createScreen(stdout: Output): Screen {
  let shown: readonly string[] = []
  let drawn = ''
  return {
    draw(text) {
      const { columns = 80, rows = 24 } = stdout
      const lines = fitRows(text.split('\n').slice(0, -1), rows, columns)
      const frame = lines.map(line => `${line}${clearRest}\n`).join('')
      const up = rowsOf(shown, columns)
      const key = `${up} ${frame}`
      if (key === drawn) return
      stdout.write(`${hideCursor}\r${up > 0 ? `\u001b[${up}A` : ''}${frame}${clearBelow}`)
      shown = lines
      drawn = `${rowsOf(lines, columns)} ${frame}`
    },
    [Symbol.dispose]() {
      stdout.write(`\r${clearRest}${showCursor}`)
    },
  }
}

/** As many lines as there is room for, and how many are not shown; the line below the last one belongs to the cursor. */
function fitRows(lines: readonly string[], rows: number, columns: number): readonly string[] {
  if (rowsOf(lines, columns) < rows) return lines
  const count = lines.findIndex((_, index) => rowsOf(lines.slice(0, index + 1), columns) > rows - 2)
  return [...lines.slice(0, Math.max(count, 0)), `… and ${lines.length - Math.max(count, 0)} more`]
}

/** A terminal that became narrower has broken lines in two. */
const rowsOf = (lines: readonly string[], columns: number): number =>
  lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(stripVTControlCharacters(line)) / columns)), 0)
