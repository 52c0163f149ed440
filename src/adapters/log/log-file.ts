import { pino } from 'pino'

/** A log file that outlives its own rotation. */
export interface LogFile {
  write(line: string): void
  /** Opens the path anew; lines written from now on go there. */
  reopen(): void
  /** Writes out what waits, for a second at most (a full disk takes nothing); what is written later is dropped. */
  close(): Promise<void>
}

/**
 * Opens a file to append to, and its folder if it is missing; owner only, since names of repositories and people are in it.
 * A file that cannot be opened or written is told to `onError`; one that never opened takes no lines until it is reopened.
 */
export function openLogFile(path: string, onError: (error: Error) => void): LogFile {
  let state: 'opening' | 'open' | 'failed' | 'closed' = 'opening'
  const open = () => {
    state = 'opening'
    const opened = pino.destination({ dest: path, append: true, mkdir: true, mode: 0o600, sync: false })
    opened.on('ready', () => {
      if (state === 'opening') state = 'open'
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
      if (state === 'opening' || state === 'open') destination.write(line)
    },
    reopen() {
      if (state === 'failed') destination = open()
      else destination.reopen()
    },
    async close() {
      if (state === 'failed' || state === 'closed') return
      state = 'closed'
      const closed = waitFor(destination)
      destination.end()
      await closed
    },
  }
}

const closeGraceMs = 1_000

/** Resolves when it has closed or failed, or after the grace. */
const waitFor = (destination: ReturnType<typeof pino.destination>): Promise<void> =>
  new Promise(resolve => {
    const grace = setTimeout(resolve, closeGraceMs)
    const end = () => {
      clearTimeout(grace)
      resolve()
    }
    destination.once('close', end)
    destination.once('error', end)
  })
