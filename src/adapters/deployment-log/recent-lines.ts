import type { NumberedLine } from '../../pipeline/ports/deployment-logs.ts'

/** The newest lines of a log that is being written, so that its readers share them instead of each reading the file. */
export interface RecentLines {
  /** Takes over lines that have reached the file, numbered without holes. */
  add(lines: readonly NumberedLine[]): void
  /** The next lines after that one; empty when it is the newest; undefined when only the file can tell. */
  after(line: number): readonly NumberedLine[] | undefined
}

/** Keeps about that many characters, in the pieces that came. */
export function createRecentLines(maxLength: number): RecentLines {
  let pieces: Piece[] = []
  let length = 0
  return {
    add(lines) {
      const piece = toPiece(lines)
      if (!piece) return
      if (piece.first !== pieces.at(-1)?.end) {
        pieces = []
        length = 0
      }
      pieces.push(piece)
      length += piece.length
      while (length > maxLength && pieces.length > 1) length -= pieces.shift()?.length ?? 0
    },
    after(line) {
      const next = line + 1
      if (pieces.at(-1)?.end === next) return []
      const piece = pieces.findLast(({ first }) => first <= next)
      if (!piece || next >= piece.end) return undefined
      return piece.first === next ? piece.lines : piece.lines.slice(next - piece.first)
    },
  }
}

interface Piece {
  readonly lines: readonly NumberedLine[]
  readonly first: number
  /** The number after its last line. */
  readonly end: number
  readonly length: number
}

function toPiece(lines: readonly NumberedLine[]): Piece | undefined {
  const first = lines[0]?.line
  if (first === undefined) return undefined
  return { lines, first, end: first + lines.length, length: lines.reduce((sum, { text }) => sum + text.length, 0) }
}
