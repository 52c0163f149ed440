import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { RedhookError } from '../../core/errors.ts'
import { toStoreError } from './store-error.ts'

const busy = 5

/**
 * Makes this process the only server of the data folder until the lock is disposed or the process dies, however it dies. The
 * kernel holds the lock (a POSIX record lock, taken by SQLite on an empty file of its own), so it is never stale, children
 * do not inherit it, and it holds between containers that share the folder, where a pid would mean nothing.
 * @throws RedhookError DATA_IN_USE when another server holds it, STORE_FAILED when the folder cannot be written
 */
export function openDataLock(dataDir: string): Disposable {
  const pidFile = join(dataDir, 'redhook.pid')
  const lock = take(dataDir, pidFile)
  return {
    [Symbol.dispose]() {
      if (!lock.isOpen) return
      rmSync(pidFile, { force: true })
      lock.close()
    },
  }
}

/** Nothing but SQLite may open the lock file: closing any descriptor of it in this process would give the lock away. */
function take(dataDir: string, pidFile: string): DatabaseSync {
  let lock: DatabaseSync | undefined
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    lock = new DatabaseSync(join(dataDir, 'redhook.lock'), { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
    writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })
    return lock
  } catch (error) {
    lock?.close()
    throw isBusy(error) ? inUse(dataDir, pidFile) : toStoreError(error)
  }
}

const isBusy = (error: unknown): boolean => error instanceof Error && 'errcode' in error && error.errcode === busy

const inUse = (dataDir: string, pidFile: string): RedhookError =>
  new RedhookError(`The data folder ${dataDir} is in use by another Redhook${readPid(pidFile)}`, {
    code: 'DATA_IN_USE',
    hint: 'Stop that one first, or give this one a data folder of its own (--data).',
  })

/** For the message only; the file may be gone, or stem from another container. */
function readPid(pidFile: string): string {
  try {
    return ` (pid ${readFileSync(pidFile, 'utf8').trim()})`
  } catch {
    return ''
  }
}
