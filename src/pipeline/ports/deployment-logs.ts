import type { StepName } from '../../core/deployment/deployment.ts'

/** A line of a deployment's log. */
export interface LogLine {
  /** UTC, epoch milliseconds. */
  readonly at: number
  readonly step: StepName
  /** `note`: Redhook's own words. */
  readonly stream: 'note' | 'stdout' | 'stderr'
  readonly text: string
}

/** A line with its number in the whole log, from 1; numbers grow, and stay what they are when the middle of the log is left out. */
export interface NumberedLine extends LogLine {
  readonly line: number
}

/** What a reader of a log got. */
export interface LogPiece {
  /** In order. Readers of the same lines may be given the same array. Empty: there is nothing more for now. */
  readonly lines: readonly NumberedLine[]
  /** How many lines before these are no longer kept. */
  readonly missing: number
  /** Somebody has the log open to write; looked at before reading, so that an empty piece of a log nobody writes is its end. */
  readonly isOpen: boolean
}

/** How a log ends, as far as it is written. */
export interface LogEnd {
  /** In order. Where some before them are no longer kept, a note says how many, with the number of the last. */
  readonly lines: readonly NumberedLine[]
  /** The number of its last line in the whole log; 0 without one. */
  readonly last: number
}

/** A place in a log from which it is read on. Holds no file open between two pieces. */
export interface LogReader {
  /** The number of the last line that was read, or is no longer kept. */
  readonly line: number
  /**
   * The next lines, a bounded number of them; never waits for some to be written. With `flush`, whatever was written before
   * this call is there.
   */
  next(options?: { flush?: boolean }): Promise<LogPiece>
}

/** Logs of deployments, one file each, capped at 10 MB with head and tail kept; secrets redacted before anything is written. */
export interface DeploymentLogs {
  open(app: string, id: number): DeploymentLogWriter
  /** The lines that are there, from the start. Where some are no longer kept, a note says how many, with the number of the last. */
  read(app: string, id: number, options?: { signal?: AbortSignal }): AsyncIterable<NumberedLine>
  /** The last lines that are there, so many at most; what is before them is not read but to number them. */
  readEnd(app: string, id: number, most: number): Promise<LogEnd>
  /** Reads on after that line; 0: from the start. */
  readAfter(app: string, id: number, line: number): LogReader
  /** Calls back with the deployment whose log has further lines to be read, or was opened or closed. */
  onWritten(callback: (id: number) => void): Disposable
  remove(app: string, id: number): void
}

export interface DeploymentLogWriter {
  write(line: LogLine): void
  /** Adds secrets (of the app's `.env`) to those that are redacted in this log. */
  hide(secrets: Iterable<string>): void
  close(): Promise<void>
}
