import type { LogLine, LogReader, NumberedLine } from '../../src/pipeline/ports/deployment-logs.ts'

/** A line of a build. */
export const sampleLine = (text: string): LogLine => ({ at: 1_000, step: 'build', stream: 'stdout', text })

export const numberedTexts = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => `line ${from + index}`)

/** All that a reader gets until there is nothing more for now, and how many lines it was told are gone. */
export async function readToEnd(reader: LogReader): Promise<{ lines: NumberedLine[]; missing: number }> {
  const lines: NumberedLine[] = []
  let missing = 0
  for (;;) {
    const piece = await reader.next()
    if (piece.lines.length === 0) return { lines, missing }
    lines.push(...piece.lines)
    missing += piece.missing
  }
}
