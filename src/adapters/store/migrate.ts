import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { RedhookError } from '../../core/errors.ts'
import type { Database } from './database.ts'

/**
 * Brings the file to the newest version, each migration in a transaction of its own. What already held something is copied to
 * `<file>.backup-v<version>` first.
 * @throws RedhookError STORE_NEWER when the file was written by a newer Redhook; it is left as it is
 */
export function migrate(db: Database, file: string, migrations: readonly string[]): void {
  const version = readVersion(db)
  if (version > migrations.length) throw tooNew(file, version, migrations.length)
  if (version === migrations.length) return
  if (holdsTables(db)) backUp(db, `${file}.backup-v${version}`)
  for (const [index, sql] of migrations.entries()) {
    if (index >= version) runMigration(db, sql, index + 1)
  }
}

const readVersion = (db: Database): number => db.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0

const holdsTables = (db: Database): boolean => db.get('SELECT 1 FROM sqlite_schema LIMIT 1') !== undefined

const runMigration = (db: Database, sql: string, version: number): void =>
  db.transaction(() => {
    db.exec(sql)
    db.exec(`PRAGMA user_version = ${version}`)
  })

/** A whole copy or none: written beside, brought to disk, then renamed. It replaces that of a migration that failed. */
function backUp(db: Database, backup: string): void {
  const unfinished = `${backup}.tmp`
  rmSync(unfinished, { force: true })
  closeSync(openSync(unfinished, 'wx', 0o600))
  db.run('VACUUM INTO :file', { file: unfinished })
  const copy = openSync(unfinished, 'r+')
  fsyncSync(copy)
  closeSync(copy)
  renameSync(unfinished, backup)
}

const tooNew = (file: string, found: number, known: number): RedhookError =>
  new RedhookError(`${file} has version ${found}; this Redhook knows versions up to ${known}`, {
    code: 'STORE_NEWER',
    hint: `Start the newer Redhook again, or stop it and put the copy ${file}.backup-v${known} in place of the file.`,
  })
