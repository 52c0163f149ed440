import { RedhookError } from '../../core/errors.ts'
import type { DeploymentLogs } from '../../pipeline/ports/deployment-logs.ts'
import { createLogReader, type LogRoom } from './log-reader.ts'
import { createLogWriter } from './log-writer.ts'
import { noteOfGap } from './note-of-gap.ts'
import { readEnd } from './read-end.ts'
import { createRecentLines } from './recent-lines.ts'
import { createSegmentFile, type LogLimits } from './segment-file.ts'
import { listSegments, placeOf, removeSegment } from './segments.ts'

const fiveMegabytes = 5_000_000
const defaultLimits: LogLimits = { head: fiveMegabytes, tail: fiveMegabytes }
/** Of each log that is being written: seconds of the noisiest build. */
const recentLength = 1_000_000

/** Logs under `<data>/logs/<app>/`, 0600. `knownSecrets` is asked when a log is opened. */
export function createDeploymentLogs(
  dataDir: string,
  knownSecrets: () => Iterable<string>,
  limits: LogLimits = defaultLimits,
): DeploymentLogs {
  const rooms = new Map<string, LogRoom>()
  const listeners = new Set<(id: number) => void>()
  let opens = 0
  const tell = (id: number) => {
    for (const listener of listeners) listener(id)
  }
  const readAfter: DeploymentLogs['readAfter'] = (app, id, line) => {
    const ports = { place: placeOf(dataDir, app, id), findRoom: () => rooms.get(`${app}/${id}`), opens: () => opens }
    return createLogReader(ports, line)
  }
  return {
    open(app, id) {
      const key = `${app}/${id}`
      if (rooms.has(key)) throw openTwice(key)
      const recent = createRecentLines(recentLength)
      const writer = createLogWriter({
        file: createSegmentFile(placeOf(dataDir, app, id), limits),
        knownSecrets: knownSecrets(),
        onWritten(lines) {
          recent.add(lines)
          tell(id)
        },
        onClosed() {
          rooms.delete(key)
          tell(id)
        },
      })
      rooms.set(key, { recent, flush: writer.flush })
      opens += 1
      tell(id)
      return writer
    },
    readAfter,
    async *read(app, id, { signal } = {}) {
      const reader = readAfter(app, id, 0)
      for (;;) {
        const { lines, missing } = await reader.next()
        const [first] = lines
        if (first === undefined) return
        if (missing > 0) yield noteOfGap(first, missing)
        for (const line of lines) {
          if (signal?.aborted) return
          yield line
        }
      }
    },
    readEnd: (app, id, most) => readEnd(placeOf(dataDir, app, id), most),
    onWritten(callback) {
      listeners.add(callback)
      return { [Symbol.dispose]: () => listeners.delete(callback) }
    },
    remove(app, id) {
      for (const segment of listSegments(placeOf(dataDir, app, id))) removeSegment(segment)
    },
  }
}

const openTwice = (key: string): RedhookError =>
  new RedhookError(`The log ${key} is open already`, {
    code: 'INTERNAL',
    hint: 'This is a bug in Redhook. Please report it.',
  })
