import { RedhookError } from '../../core/errors.ts'

/** SQLite's primary result codes that an operator can act on: https://sqlite.org/rescode.html */
const hints: Readonly<Record<number, string>> = {
  5: 'Another program holds the database. Close it, for example an open sqlite3 shell.',
  8: 'Make the data folder and redhook.sqlite writable for the user Redhook runs as.',
  10: 'The disk reported an error. Look at the system log (dmesg), then at the file system.',
  11: 'The file is damaged. Stop Redhook and restore redhook.sqlite from a backup.',
  13: 'The disk is full. Free some space in the data folder.',
  14: 'Make the data folder readable and writable for the user Redhook runs as.',
  26: 'redhook.sqlite in the data folder is not a database. Move it away, or restore it from a backup.',
}

/** Any error of the store as STORE_FAILED with the next action; an error that is already ours stays as it is. */
export function toStoreError(error: unknown): RedhookError {
  if (error instanceof RedhookError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new RedhookError(`The store failed: ${message}`, {
    code: 'STORE_FAILED',
    cause: error,
    hint: hints[primaryCode(error)] ?? 'Look at the data folder: its disk, its permissions, and redhook.sqlite in it.',
  })
}

/** The extended codes carry the primary one in their low byte. */
const primaryCode = (error: unknown): number =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0
