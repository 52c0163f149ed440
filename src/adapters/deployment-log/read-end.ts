import type { LogEnd, NumberedLine } from '../../pipeline/ports/deployment-logs.ts'
import { noteOfGap } from './note-of-gap.ts'
import { readSegmentEnd } from './segment-end.ts'
import { type LogPlace, listSegments, type Segment } from './segments.ts'

/** The last lines of a log, so many at most, read from its newest file backwards until there are enough. */
export async function readEnd(place: LogPlace, most: number): Promise<LogEnd> {
  let lines: readonly NumberedLine[] = []
  let last: number | undefined
  let later: Segment | undefined
  for (const segment of listSegments(place).toReversed()) {
    const end = await readSegmentEnd(segment, most - lines.length)
    // Gone meanwhile, as the oldest file of a growing tail goes: a hole like those before it.
    if (!end) continue
    last ??= end.line
    lines = [...end.lines, ...withGap(lines, later, end)]
    if (lines.length >= most) break
    later = segment
  }
  return { lines: lines.slice(-most), last: last ?? 0 }
}

/** With a note before them where lines are left out between that end and the file they begin in. */
function withGap(
  lines: readonly NumberedLine[],
  later: Segment | undefined,
  end: { readonly offset: number; readonly line: number },
): readonly NumberedLine[] {
  const [first] = lines
  if (!first || !later || later.offset <= end.offset || later.line <= end.line) return lines
  return [noteOfGap(first, later.line - end.line), ...lines]
}
