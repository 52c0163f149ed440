import { closeSync, fdatasync, openSync } from 'node:fs'

/** The file that SQLite appends commits to. */
export interface WriteAheadLog extends Disposable {
  /** Resolves when every commit so far is on disk. */
  sync(): Promise<void>
}

/**
 * Opens SQLite's log beside the database file. It stays the same file as long as a connection is open, so open this after the
 * database and close it before.
 */
export function openWriteAheadLog(databaseFile: string): WriteAheadLog {
  const file = `${databaseFile}-wal`
  let descriptor: number | undefined
  return {
    sync: () =>
      new Promise((resolve, reject) => {
        descriptor ??= openSync(file, 'r+')
        fdatasync(descriptor, error => (error ? reject(error) : resolve()))
      }),
    [Symbol.dispose]() {
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
    },
  }
}
