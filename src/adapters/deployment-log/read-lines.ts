import { type FileHandle, open } from 'node:fs/promises'
import type { LogLine } from '../../pipeline/ports/deployment-logs.ts'
import { parseLogLine } from './line.ts'
import { type LogPlace, listSegments, type Segment } from './segments.ts'

const chunkBytes = 64 * 1024
const lineEnd = 0x0a

/** Where a reader is in the whole log, in bytes: always behind a whole line. */
export interface Position {
  offset: number
  /** Bytes that were left out since the last line it was given. */
  skipped: number
}

/**
 * The whole lines from the position on, which it moves along; a line without its end is left for the next time. Reads the file
 * piece by piece, so a slow reader costs no memory. Where the middle of the log is gone, a note says how much.
 */
export async function* readLines(place: LogPlace, position: Position): AsyncGenerator<LogLine> {
  for (;;) {
    // Listed before it is read: where a later file is there already, this one has got its last line.
    const segments = listSegments(place)
    const segment = segments.findLast(({ offset }) => offset <= position.offset)
    const next = segments.find(({ offset }) => offset > position.offset)
    if (segment) yield* readSegment(segment, position)
    if (!next) return
    if (position.offset < next.offset) {
      position.skipped += next.offset - position.offset
      position.offset = next.offset
    }
  }
}

async function* readSegment(segment: Segment, position: Position): AsyncGenerator<LogLine> {
  const handle = await openIfThere(segment)
  if (!handle) return
  try {
    for (;;) {
      const bytes = await readWholeLines(handle, position.offset - segment.offset)
      if (!bytes) return
      for (const json of cutLines(bytes)) {
        position.offset += json.length + 1
        const line = parseLogLine(json.toString('utf8'))
        if (!line) continue
        if (position.skipped > 0) yield noteOfGap(line, position.skipped)
        position.skipped = 0
        yield line
      }
    }
  } finally {
    await handle.close()
  }
}

/** As many whole lines as a chunk holds; undefined at the end. A line longer than a chunk is read whole. */
async function readWholeLines(handle: FileHandle, start: number): Promise<Buffer | undefined> {
  for (let size = chunkBytes; ; size *= 2) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(size), 0, size, start)
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

/** It may have been removed since it was listed, as the oldest piece of a growing tail. */
async function openIfThere({ file }: Segment): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r')
  } catch {
    return undefined
  }
}

const noteOfGap = ({ at, step }: LogLine, bytes: number): LogLine => ({
  at,
  step,
  stream: 'note',
  text: `Here ${formatBytes(bytes)} of this log are left out: only its beginning and its end are kept.`,
})

const formatBytes = (bytes: number): string =>
  bytes < 100_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
