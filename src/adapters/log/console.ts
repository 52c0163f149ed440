import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

/** Where finished lines, each with its line end, go. */
export interface Console {
  write(line: string): void
  /** Waits until what was written is taken, at most a second: a reader that stopped reading must not hold a server that ends. */
  close(): Promise<void>
}

/** What a reader that stopped reading may leave waiting in memory. */
const maxWaitingBytes = 4 * 1024 * 1024
const closeGraceMs = 1_000

/**
 * A stream that people or a supervisor read, as a console. A reader that went away takes nothing with it; for one that stopped
 * reading, lines beyond 4 MiB are dropped, and the first line that fits again is preceded by one that counts them.
 */
export function openConsole(stream: Writable): Console {
  let dropped = 0
  stream.on('error', () => undefined)
  const isGone = () => stream.destroyed || stream.errored !== null
  return {
    write(line) {
      if (isGone()) return
      if (stream.writableLength > maxWaitingBytes) {
        dropped++
        return
      }
      if (dropped > 0) stream.write(formatDropped(dropped))
      dropped = 0
      stream.write(line)
    },
    async close() {
      if (isGone() || stream.writableLength === 0) return
      const ended = new AbortController()
      const taken = new Promise<void>(resolve => stream.write('', () => resolve()))
      await Promise.race([taken, sleep(closeGraceMs, undefined, { signal: ended.signal })])
      ended.abort()
    },
  }
}

const formatDropped = (lines: number): string =>
  `${JSON.stringify({ level: 'warn', time: new Date().toISOString(), lines, msg: 'nobody read the log for a while: lines were dropped' })}\n`
