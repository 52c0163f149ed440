import { type FileHandle, open } from 'node:fs/promises'
import type { NumberedLine } from '../../pipeline/ports/deployment-logs.ts'
import { parseLogLine } from './line.ts'
import type { Segment } from './segments.ts'

const blockBytes = 64 * 1024
/** Counting is cheap: fewer turns. */
const countedBytes = 512 * 1024
const lineEnd = 0x0a

/** How one file of a log ends. */
export interface SegmentEnd {
  readonly lines: readonly NumberedLine[]
  /** Bytes of the whole log up to the end of its last whole line. */
  readonly offset: number
  /** The number of that line; what a crash cut off and was ended later counts. */
  readonly line: number
}

/** The last lines of a file, so many at most; what is before them is counted, not parsed. Undefined: the file is gone. */
export async function readSegmentEnd(segment: Segment, most: number): Promise<SegmentEnd | undefined> {
  const handle = await open(segment.file, 'r').catch(() => undefined)
  if (!handle) return undefined
  try {
    return await readLines(handle, segment, most)
  } finally {
    await handle.close()
  }
}

async function readLines(handle: FileHandle, segment: Segment, most: number): Promise<SegmentEnd> {
  const { size } = await handle.stat()
  // Lines that say nothing make no line: then further ones are looked at.
  for (let wanted = most; ; wanted *= 2) {
    const { start, end } = await findLastLines(handle, size, wanted)
    const texts = (await readAt(handle, start, end - start)).toString('utf8').split('\n').slice(0, -1)
    const parsed = texts.map(parseLogLine)
    if (start > 0 && parsed.filter(line => line !== undefined).length < most) continue
    const before = segment.line + (await countLines(handle, start))
    const lines = parsed.flatMap((line, index) => (line ? [{ line: before + index + 1, ...line }] : []))
    return { lines: lines.slice(-most), offset: segment.offset + end, line: before + texts.length }
  }
}

/** Where the last so many whole lines begin and end, found from the end on. */
async function findLastLines(handle: FileHandle, size: number, most: number): Promise<{ start: number; end: number }> {
  let end: number | undefined
  let found = 0
  for (let from = size; from > 0; ) {
    const length = Math.min(from, blockBytes)
    from -= length
    const bytes = await readAt(handle, from, length)
    for (let at = bytes.lastIndexOf(lineEnd); at >= 0; at = at > 0 ? bytes.lastIndexOf(lineEnd, at - 1) : -1) {
      end ??= from + at + 1
      if (found === most) return { start: from + at + 1, end }
      found += 1
    }
  }
  return { start: 0, end: end ?? 0 }
}

async function countLines(handle: FileHandle, end: number): Promise<number> {
  let lines = 0
  for (let at = 0; at < end; at += countedBytes) {
    const bytes = await readAt(handle, at, Math.min(countedBytes, end - at))
    for (let next = bytes.indexOf(lineEnd); next >= 0; next = bytes.indexOf(lineEnd, next + 1)) lines += 1
  }
  return lines
}

/** These bytes, of a file that only ever grows. */
async function readAt(handle: FileHandle, start: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, start)
  return buffer.subarray(0, bytesRead)
}
