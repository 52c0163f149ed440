import { createRedact } from '../../core/redact.ts'
import type { DeploymentLogWriter, LogLine, NumberedLine } from '../../pipeline/ports/deployment-logs.ts'
import { formatLogLine } from './line.ts'
import type { SegmentFile } from './segment-file.ts'

const flushAfterMs = 100
const flushAtLength = 64 * 1024

export interface LogWriterOptions {
  readonly file: SegmentFile
  readonly knownSecrets: Iterable<string>
  /** Called with what has reached the file, redacted. */
  onWritten(lines: readonly NumberedLine[]): void
  onClosed(): void
}

/** The writer as its own side sees it. */
export interface LogWriter extends DeploymentLogWriter {
  /** Brings what was gathered into the file now. */
  flush(): void
}

/**
 * A writer that gathers lines for 100 ms or 64 KiB. Secrets are redacted at the last moment, so that `hide` also covers what
 * was written just before it. A log that cannot be written never fails its deployment; what is lost is said in the log.
 */
export function createLogWriter({ file, knownSecrets, onWritten, onClosed }: LogWriterOptions): LogWriter {
  const secrets = new Set(knownSecrets)
  let redact = createRedact(secrets)
  let waiting: LogLine[] = []
  let waitingLength = 0
  let lost = 0
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  const append = (lines: readonly LogLine[]) => {
    const clean = lines.map(line => ({ ...line, text: redact(line.text) }))
    const first = file.append(clean.map(formatLogLine))
    onWritten(clean.map((line, index) => ({ line: first + index, ...line })))
  }
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const lines = waiting
    waiting = []
    waitingLength = 0
    const [first] = lines
    if (first === undefined) return
    try {
      append(lost > 0 ? [noteOfLoss(first, lost), ...lines] : lines)
      lost = 0
    } catch {
      lost += lines.length
    }
  }
  return {
    flush,
    write(line) {
      if (isClosed) return
      waiting.push(line)
      waitingLength += line.text.length
      if (waitingLength >= flushAtLength) flush()
      else timer ??= setTimeout(flush, flushAfterMs)
    },
    hide(more) {
      for (const secret of more) secrets.add(secret)
      redact = createRedact(secrets)
    },
    async close() {
      if (isClosed) return
      flush()
      isClosed = true
      file.close()
      onClosed()
    },
  }
}

const noteOfLoss = ({ at, step }: LogLine, lost: number): LogLine => ({
  at,
  step,
  stream: 'note',
  text: `${lost} lines of this log are lost: they could not be written to the disk.`,
})
