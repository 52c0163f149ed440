import { formatLogGap } from '../../core/log-gap.ts'
import type { NumberedLine } from '../../pipeline/ports/deployment-logs.ts'

/** Stands in the place of the lines before this one that are no longer kept, with the number of the last of them. */
export const noteOfGap = ({ at, step, line }: NumberedLine, lines: number): NumberedLine => ({
  line: line - 1,
  at,
  step,
  stream: 'note',
  text: formatLogGap(lines),
})
