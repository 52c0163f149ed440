import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { headOf, type LogPlace, listSegments, removeSegment, type Segment, tailAt } from './segments.ts'

/** How much of a log is kept, in bytes. */
export interface LogLimits {
  readonly head: number
  readonly tail: number
}

/** The tail is kept in this many pieces, of which the oldest goes when a new one begins. */
const tailPieces = 10

/** The files of one log, for appending. */
export interface SegmentFile {
  /**
   * Appends whole lines, each with its line end. Returns the number of the first one in the whole log, from 1. Throws what the file
   * system says, and may be called again after that.
   */
  append(lines: readonly string[]): number
  close(): void
}

/**
 * Goes on where the log ended, also after a crash: a line that was cut off is ended, so that the next one stays whole. Nothing
 * is opened before the first line.
 */
export function createSegmentFile(place: LogPlace, limits: LogLimits): SegmentFile {
  let current: OpenSegment | undefined
  const close = () => {
    if (current) closeSync(current.fd)
    current = undefined
  }
  const room = ({ offset, size }: OpenSegment) => (offset === 0 ? limits.head : limits.tail / tailPieces) - size
  const openNext = ({ offset, size, line, lines }: OpenSegment) => {
    close()
    const next = openSegment(tailAt(place, offset + size, line + lines))
    removeOldTail(place)
    return next
  }
  const append = (lines: readonly string[]): number => {
    current ??= openSegment(listSegments(place).at(-1) ?? headOf(place))
    const first = current.line + current.lines + 1
    for (let rest = lines; rest.length > 0; ) {
      const count = Math.max(countThatFit(rest, room(current)), current.size === 0 ? 1 : 0)
      write(current, rest.slice(0, count))
      rest = rest.slice(count)
      if (rest.length > 0) current = openNext(current)
    }
    return first
  }
  return {
    append(lines) {
      try {
        return append(lines)
      } catch (error) {
        // What reached the file is counted when it is opened again.
        close()
        throw error
      }
    },
    close,
  }
}

function removeOldTail(place: LogPlace): void {
  const tails = listSegments(place).filter(({ offset }) => offset > 0)
  for (const old of tails.slice(0, -tailPieces)) removeSegment(old)
}

interface OpenSegment extends Segment {
  readonly fd: number
  size: number
  /** In this file. */
  lines: number
}

function openSegment(segment: Segment): OpenSegment {
  mkdirSync(dirname(segment.file), { recursive: true, mode: 0o700 })
  const fd = openSync(segment.file, 'a+', 0o600)
  try {
    const open = { ...segment, fd, size: fstatSync(fd).size, lines: countLines(fd) }
    endBrokenLine(open)
    return open
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

function write(segment: OpenSegment, lines: readonly string[]): void {
  const bytes = Buffer.from(lines.join(''))
  for (let done = 0; done < bytes.length; ) done += writeSync(segment.fd, bytes, done)
  segment.size += bytes.length
  segment.lines += lines.length
}

/** A crash or a full disk can leave half a line at the end; it counts as a line that says nothing. */
function endBrokenLine(segment: OpenSegment): void {
  if (segment.size === 0) return
  const last = Buffer.alloc(1)
  readSync(segment.fd, last, 0, 1, segment.size - 1)
  if (last[0] === lineEnd) return
  segment.size += writeSync(segment.fd, '\n')
  segment.lines += 1
}

const lineEnd = 0x0a
const chunkBytes = 1024 * 1024

function countLines(fd: number): number {
  const chunk = Buffer.allocUnsafe(chunkBytes)
  let lines = 0
  for (let at = 0; ; ) {
    const read = readSync(fd, chunk, 0, chunkBytes, at)
    if (read === 0) return lines
    const bytes = chunk.subarray(0, read)
    for (let end = bytes.indexOf(lineEnd); end >= 0; end = bytes.indexOf(lineEnd, end + 1)) lines += 1
    at += read
  }
}

function countThatFit(lines: readonly string[], room: number): number {
  let used = 0
  const tooLong = lines.findIndex(line => {
    used += Buffer.byteLength(line)
    return used > room
  })
  return tooLong === -1 ? lines.length : tooLong
}
