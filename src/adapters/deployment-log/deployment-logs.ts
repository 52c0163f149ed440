import { RedhookError } from '../../core/errors.ts'
import type { DeploymentLogs, LogLine } from '../../pipeline/ports/deployment-logs.ts'
import { createLogWriter } from './log-writer.ts'
import { type Position, readLines } from './read-lines.ts'
import { createSegmentFile, type LogLimits } from './segment-file.ts'
import { type LogPlace, listSegments, placeOf, removeSegment } from './segments.ts'
import { createSignpost, type Signpost } from './signpost.ts'

const fiveMegabytes = 5_000_000
const defaultLimits: LogLimits = { head: fiveMegabytes, tail: fiveMegabytes }

interface Room {
  readonly signpost: Signpost
  isOpen: boolean
  readers: number
}

/**
 * Logs under `<data>/logs/<app>/`, 0600. `knownSecrets` is asked when a log is opened. A reader that follows a log which nobody
 * has begun waits for its first line; where a log exists and no writer is open, it ends at the end of the log.
 */
export function createDeploymentLogs(
  dataDir: string,
  knownSecrets: () => Iterable<string>,
  limits: LogLimits = defaultLimits,
): DeploymentLogs {
  const rooms = new Map<string, Room>()
  const enter = (key: string): Room => {
    const room = rooms.get(key) ?? { signpost: createSignpost(), isOpen: false, readers: 0 }
    rooms.set(key, room)
    return room
  }
  const leave = (key: string, room: Room) => {
    if (!room.isOpen && room.readers === 0) rooms.delete(key)
  }
  return {
    open(app, id) {
      const key = `${app}/${id}`
      const room = enter(key)
      if (room.isOpen) throw openTwice(key)
      const file = createSegmentFile(placeOf(dataDir, app, id), limits)
      room.isOpen = true
      room.signpost.notify()
      return createLogWriter({
        file,
        knownSecrets: knownSecrets(),
        onWritten: room.signpost.notify,
        onClosed() {
          room.isOpen = false
          room.signpost.notify()
          leave(key, room)
        },
      })
    },
    async *read(app, id, { follow = false, signal } = {}) {
      const place = placeOf(dataDir, app, id)
      if (!follow) return yield* readLines(place, { offset: 0, skipped: 0 })
      const key = `${app}/${id}`
      const room = enter(key)
      room.readers++
      try {
        yield* followLines(place, room, signal)
      } finally {
        room.readers--
        leave(key, room)
      }
    },
    remove(app, id) {
      for (const segment of listSegments(placeOf(dataDir, app, id))) removeSegment(segment)
    },
  }
}

/** Looks, reads what is there, and only then waits for what changed since it looked: nothing is lost, nothing comes twice. */
async function* followLines(place: LogPlace, room: Room, signal: AbortSignal | undefined): AsyncGenerator<LogLine> {
  const position: Position = { offset: 0, skipped: 0 }
  for (;;) {
    const { version } = room.signpost
    const isLast = !room.isOpen && listSegments(place).length > 0
    for await (const line of readLines(place, position)) {
      if (signal?.aborted) return
      yield line
    }
    if (isLast || signal?.aborted) return
    await room.signpost.changed(version, signal)
  }
}

const openTwice = (key: string): RedhookError =>
  new RedhookError(`The log ${key} is open already`, {
    code: 'INTERNAL',
    hint: 'This is a bug in Redhook. Please report it.',
  })
