import { type FileHandle, open } from 'node:fs/promises'
import type { NumberedLine } from '../../pipeline/ports/deployment-logs.ts'
import { parseLogLine } from './line.ts'
import { type LogPlace, listSegments, type Segment } from './segments.ts'

const chunkBytes = 64 * 1024
const lineEnd = 0x0a

/** Where a reader is in the whole log: always behind a whole line. */
export interface Position {
  offset: number
  /** The number of the line before it. */
  line: number
  /** Lines that were left out since the last piece. */
  missing: number
}

/**
 * The whole lines from the position on, which it moves along, about 64 KiB at a time; none at the end. A line without its end is
 * left for the next time.
 */
export async function readPiece(place: LogPlace, position: Position): Promise<NumberedLine[]> {
  for (;;) {
    // Listed before it is read: where a later file is there already, this one has got its last line.
    const segments = listSegments(place)
    const segment = segments.findLast(({ offset }) => offset <= position.offset)
    const next = segments.find(({ offset }) => offset > position.offset)
    if (segment && segment.offset === position.offset) position.line = segment.line
    const bytes = segment && (await readChunk(segment, position.offset))
    if (bytes) {
      const lines = [...parseLines(bytes, position)]
      if (lines.length > 0) return lines
    } else if (next) moveTo(next, position)
    else return []
  }
}

/** The position behind a line, or, where that is no longer kept, before the first one that is. */
export async function findLine(place: LogPlace, line: number): Promise<Position> {
  const segments = listSegments(place)
  const segment = segments.findLast(candidate => candidate.line <= line)
  const position = { offset: segment?.offset ?? 0, line: segment?.line ?? 0, missing: 0 }
  while (segment && position.line < line) {
    const bytes = await readChunk(segment, position.offset)
    if (!bytes) break
    skipLines(bytes, position, line)
  }
  // Its file ended before it: it lies in the hole before a later file, and only what comes after it is missing.
  if (segment !== segments.at(-1)) position.line = Math.max(position.line, line)
  return position
}

function moveTo(next: Segment, position: Position): void {
  if (position.offset < next.offset) position.missing += Math.max(0, next.line - position.line)
  position.offset = next.offset
  position.line = next.line
}

function* parseLines(bytes: Buffer, position: Position): Generator<NumberedLine> {
  for (const json of cutLines(bytes)) {
    position.offset += json.length + 1
    position.line += 1
    const line = parseLogLine(json.toString('utf8'))
    if (line) yield { line: position.line, ...line }
  }
}

function skipLines(bytes: Buffer, position: Position, line: number): void {
  for (const json of cutLines(bytes)) {
    if (position.line === line) return
    position.offset += json.length + 1
    position.line += 1
  }
}

/** The whole lines that begin there; undefined at the end, and where the oldest piece of a growing tail has just been removed. */
async function readChunk(segment: Segment, offset: number): Promise<Buffer | undefined> {
  const handle = await open(segment.file, 'r').catch(() => undefined)
  if (!handle) return undefined
  try {
    return await readWholeLines(handle, offset - segment.offset)
  } finally {
    await handle.close()
  }
}

/** As many whole lines as a chunk holds. A line longer than a chunk is read whole. */
async function readWholeLines(handle: FileHandle, start: number): Promise<Buffer | undefined> {
  for (let size = chunkBytes; ; size *= 2) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(size), 0, size, start)
    const end = buffer.subarray(0, bytesRead).lastIndexOf(lineEnd)
    if (end >= 0) return buffer.subarray(0, end + 1)
    if (bytesRead < size) return undefined
  }
}

/** Cut as bytes: what a crash left behind need not be valid UTF-8, and would count differently as text. */
function* cutLines(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(lineEnd, start)
    yield bytes.subarray(start, end)
    start = end + 1
  }
}
