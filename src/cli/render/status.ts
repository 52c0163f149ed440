import type { Paint } from '../style.ts'
import type { Cell } from './table.ts'

const colors = new Map<string, Parameters<Paint>[0]>([
  ['succeeded', 'green'],
  ['failed', 'red'],
  ['rolled_back', 'yellow'],
  ['cancelled', 'yellow'],
  ['running', 'cyan'],
  ['queued', 'cyan'],
  ['skipped', 'gray'],
  ['superseded', 'gray'],
])

/** A deployment's status in its color. */
export const paintStatus = (status: string, paint: Paint): string => {
  const color = colors.get(status)
  return color === undefined ? status : paint(color, status)
}

/** The same as a table's cell. */
export const statusCell = (status: string, paint: Paint): Cell => ({
  text: status,
  paint: text => paint(colors.get(status) ?? [], text),
})

/** A commit as people quote it. */
export const shortCommit = (commit: string | null | undefined): string => commit?.slice(0, 10) ?? '–'
