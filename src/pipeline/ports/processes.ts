import type { Command } from '../../core/command.ts'

/** A line of a child process, without its line end. */
export type OnLine = (line: string, stream: 'stdout' | 'stderr') => void

export interface RunOptions {
  /** Aborting ends the whole process group: SIGTERM, then SIGKILL after a grace. */
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
  readonly onLine?: OnLine
  /** Standard output as one text is bounded by this; beyond it the head is kept. Default 10 MB. */
  readonly maxOutputBytes?: number
}

/** How a child process ended. It never throws for an exit code: the caller knows what one means. */
export interface RunResult {
  readonly exitCode: number | undefined
  readonly signal: string | undefined
  readonly stdout: string
  readonly stderr: string
  readonly timedOut: boolean
  /** The caller's signal ended it. */
  readonly aborted: boolean
  /** The program could not be started (`ENOENT`, `EACCES`, …). */
  readonly spawnError?: string
  readonly durationMs: number
}

export interface Processes {
  run(command: Command, options?: RunOptions): Promise<RunResult>
}
