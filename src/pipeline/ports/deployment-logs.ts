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

/** Logs of deployments, one file each, capped at 10 MB with head and tail kept; secrets redacted before anything is written. */
export interface DeploymentLogs {
  open(app: string, id: number): DeploymentLogWriter
  /** Lines from the start; with `follow`, goes on until the writer is closed or the signal aborts. */
  read(app: string, id: number, options?: { follow?: boolean; signal?: AbortSignal }): AsyncIterable<LogLine>
  remove(app: string, id: number): void
}

export interface DeploymentLogWriter {
  write(line: LogLine): void
  /** Adds secrets (of the app's `.env`) to those that are redacted in this log. */
  hide(secrets: Iterable<string>): void
  close(): Promise<void>
}
