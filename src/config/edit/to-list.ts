import type { Pair } from 'yaml'
import { endOfBlock } from './lines.ts'
import { type RegistryNodes, rangeOf } from './registry-nodes.ts'

/** The text with the one app of a repository made a list of one. */
export function toList({ text, newline, column }: RegistryNodes, { key, value }: Pair, isInFlow: boolean): string {
  const colon = text.indexOf(':', rangeOf(key)[1]) + 1
  const [, valueEnd] = rangeOf(value)
  if (isInFlow) return `${text.slice(0, colon)} [${text.slice(colon, valueEnd).trimStart()}]${text.slice(valueEnd)}`
  const keyColumn = column(rangeOf(key)[0])
  const end = endOfBlock(text, valueEnd, keyColumn + 1)
  const [first = '', ...rest] = text.slice(colon, end).split('\n')
  const begins = first.trim()
  const listed =
    begins === '' || begins.startsWith('#')
      ? [first, ...dashed(rest)]
      : [
          newline.slice(0, -1),
          `${' '.repeat(keyColumn + 2)}- ${begins}${first.endsWith('\r') ? '\r' : ''}`,
          ...deeper(rest, keyColumn + 4),
        ]
  return text.slice(0, colon) + listed.join('\n') + text.slice(end)
}

const isBlank = (line: string) => line.trim() === ''
const indentOf = (line: string) => line.length - line.trimStart().length
const isContent = (line: string) => !isBlank(line) && !line.trimStart().startsWith('#')

/** The first line that is no comment gets a dash, all after it move behind it. */
function dashed(lines: readonly string[]): string[] {
  const first = lines.findIndex(isContent)
  return lines.map((line, at) => {
    if (at < first || isBlank(line)) return line
    return at === first ? `${' '.repeat(indentOf(line))}- ${line.trimStart()}` : `  ${line}`
  })
}

/** All lines so far to the right that the least indented one stands in that column. */
function deeper(lines: readonly string[], column: number): string[] {
  const least = Math.min(...lines.filter(isContent).map(indentOf))
  const by = Number.isFinite(least) ? Math.max(0, column - least) : 0
  return lines.map(line => (isBlank(line) ? line : ' '.repeat(by) + line))
}
