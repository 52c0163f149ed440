import { pino } from 'pino'

/** A log file that outlives its own rotation. */
export interface LogFile {
  write(line: string): void
  /** Opens the path anew; lines written from now on go there. */
  reopen(): void
  /** Writes out what waits. */
  flush(): void
}

/**
 * Opens a file to append to, and its folder if it is missing; owner only, since names of repositories and people are in it.
 * A file that cannot be opened or written is told to `onError`; one that never opened takes no lines until it is reopened.
 */
export function openLogFile(path: string, onError: (error: Error) => void): LogFile {
  let state: 'opening' | 'open' | 'failed' = 'opening'
  const open = () => {
    state = 'opening'
    const opened = pino.destination({ dest: path, append: true, mkdir: true, mode: 0o600, sync: false })
    opened.on('ready', () => {
      state = 'open'
    })
    opened.on('error', error => {
      if (state === 'opening') state = 'failed'
      onError(error)
    })
    return opened
  }
  let destination = open()
  return {
    write(line) {
      if (state !== 'failed') destination.write(line)
    },
    reopen() {
      if (state === 'failed') destination = open()
      else destination.reopen()
    },
    // One that is still opening writes by itself once it is open, and throws here.
    flush: () => (state === 'open' ? destination.flushSync() : undefined),
  }
}
