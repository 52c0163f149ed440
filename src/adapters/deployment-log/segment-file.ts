import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { type LogPlace, listSegments, removeSegment, type Segment, segmentAt } from './segments.ts'

/** How much of a log is kept, in bytes. */
export interface LogLimits {
  readonly head: number
  readonly tail: number
}

/** The tail is kept in this many pieces, of which the oldest goes when a new one begins. */
const tailPieces = 10

/** The files of one log, for appending. */
export interface SegmentFile {
  /** Appends whole lines, each with its line end; throws what the file system says, and may be called again after that. */
  append(lines: readonly string[]): void
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
  const openNext = ({ offset, size }: OpenSegment) => {
    close()
    const next = openSegment(segmentAt(place, offset + size))
    removeOldTail(place)
    return next
  }
  return {
    append(lines) {
      current ??= openSegment(listSegments(place).at(-1) ?? segmentAt(place, 0))
      for (let rest = lines; rest.length > 0; ) {
        const count = Math.max(countThatFit(rest, room(current)), current.size === 0 ? 1 : 0)
        if (count > 0) write(current, rest.slice(0, count).join(''))
        rest = rest.slice(count)
        if (rest.length > 0) current = openNext(current)
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
}

function openSegment(segment: Segment): OpenSegment {
  mkdirSync(dirname(segment.file), { recursive: true, mode: 0o700 })
  const fd = openSync(segment.file, 'a+', 0o600)
  const open = { ...segment, fd, size: fstatSync(fd).size }
  endBrokenLine(open)
  return open
}

function write(segment: OpenSegment, text: string): void {
  const bytes = Buffer.from(text)
  endBrokenLine(segment)
  for (let done = 0; done < bytes.length; ) {
    const written = writeSync(segment.fd, bytes, done)
    done += written
    segment.size += written
  }
}

/** A crash or a full disk can leave half a line at the end. */
function endBrokenLine(segment: OpenSegment): void {
  if (segment.size === 0) return
  const last = Buffer.alloc(1)
  readSync(segment.fd, last, 0, 1, segment.size - 1)
  if (last[0] !== lineEnd) segment.size += writeSync(segment.fd, '\n')
}

const lineEnd = 0x0a

function countThatFit(lines: readonly string[], room: number): number {
  let used = 0
  const tooLong = lines.findIndex(line => {
    used += Buffer.byteLength(line)
    return used > room
  })
  return tooLong === -1 ? lines.length : tooLong
}
