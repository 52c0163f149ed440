import type { LogPiece, LogReader } from '../../pipeline/ports/deployment-logs.ts'
import { findLine, type Position, readPiece } from './read-lines.ts'
import type { RecentLines } from './recent-lines.ts'
import type { LogPlace } from './segments.ts'

/** What a reader shares with the writer of its log, if there is one. */
export interface LogRoom {
  readonly recent: RecentLines
  flush(): void
}

export interface LogReaderPorts {
  readonly place: LogPlace
  /** The room of the log while somebody writes it. */
  findRoom(): LogRoom | undefined
  /** Grows whenever any log is opened: until then the end of a closed one stays its end. */
  opens(): number
}

/** Reads the newest lines from memory and everything else from the file, from wherever it is. */
export function createLogReader({ place, findRoom, opens }: LogReaderPorts, after: number): LogReader {
  let line = after
  let position: Position | undefined
  let endedAt: number | undefined
  const fromFile = async (isOpen: boolean): Promise<LogPiece> => {
    position ??= await findLine(place, line)
    const lines = await readPiece(place, position)
    const { missing } = position
    position.missing = 0
    line = position.line
    return { lines, missing, isOpen }
  }
  return {
    get line() {
      return line
    },
    async next({ flush = false } = {}) {
      const room = findRoom()
      if (flush) room?.flush()
      const isOpen = room !== undefined
      const recent = room?.recent.after(line)
      if (recent) {
        if (recent.length > 0) position = undefined
        line += recent.length
        return { lines: recent, missing: 0, isOpen }
      }
      const count = opens()
      if (!isOpen && endedAt === count) return nothing
      const piece = await fromFile(isOpen)
      if (!isOpen && piece.lines.length === 0) endedAt = count
      return piece
    },
  }
}

const nothing: LogPiece = { lines: [], missing: 0, isOpen: false }
