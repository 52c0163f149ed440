import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openDataLock } from '../../../src/adapters/store/data-lock.ts'
import { openDatabase } from '../../../src/adapters/store/database.ts'
import { migrate } from '../../../src/adapters/store/migrate.ts'
import { migrations } from '../../../src/adapters/store/migrations/migrations.ts'
import { openStore } from '../../../src/adapters/store/store.ts'
import { makeDataFolder, queueing, sampleDelivery } from '../../support/store-samples.ts'

const fileIn = (folder: string) => join(folder, 'redhook.sqlite')
const versionOf = (file: string) => {
  using db = new DatabaseSync(file)
  return db.prepare('PRAGMA user_version').get()?.user_version
}

describe('openStore', () => {
  it('keeps everything from one opening to the next, and makes no backup without a reason', async () => {
    using data = makeDataFolder()
    {
      await using store = openStore(data.path)
      await store.record(sampleDelivery('1'), queueing('shop'))
    }
    await using store = openStore(data.path)
    expect(store.get(1)?.app).toBe('shop')
    expect(existsSync(`${fileIn(data.path)}.backup-v1`)).toBe(false)
  })

  it('copies an older file before it migrates it', async () => {
    using data = makeDataFolder()
    {
      using db = new DatabaseSync(fileIn(data.path))
      db.exec(`CREATE TABLE note (text TEXT); INSERT INTO note VALUES ('from before')`)
    }
    await using store = openStore(data.path)
    expect(store.counts()).toEqual({ queued: 0, running: 0 })
    const backup = `${fileIn(data.path)}.backup-v0`
    expect(statSync(backup).mode & 0o777).toBe(0o600)
    expect(versionOf(backup)).toBe(0)
    using db = new DatabaseSync(backup)
    expect(db.prepare('SELECT text FROM note').get()?.text).toBe('from before')
  })

  it('brings a file of version 1 to version 2 with its content, and copies it first', async () => {
    using data = makeDataFolder()
    {
      await using store = openStore(data.path)
      await store.record(sampleDelivery('1'), queueing('shop'))
    }
    const file = fileIn(data.path)
    {
      using db = openDatabase(file)
      migrate(db, file, [...migrations, 'ALTER TABLE deployments ADD COLUMN mood TEXT'])
    }
    expect([versionOf(file), versionOf(`${file}.backup-v1`)]).toEqual([2, 1])
    using db = new DatabaseSync(file)
    expect(db.prepare('SELECT app, mood FROM deployments').all()).toEqual([{ app: 'shop', mood: null }])
  })

  it('leaves the file as it was when a migration fails half-way', async () => {
    using data = makeDataFolder()
    await openStore(data.path)[Symbol.asyncDispose]()
    const file = fileIn(data.path)
    {
      using db = openDatabase(file)
      const broken = [...migrations, 'CREATE TABLE extra (x); INSERT INTO nowhere VALUES (1)']
      expect(() => migrate(db, file, broken)).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }))
    }
    expect(versionOf(file)).toBe(1)
    await using store = openStore(data.path)
    expect(store.counts()).toEqual({ queued: 0, running: 0 })
  })

  it('refuses a newer file, and says what to do', () => {
    using data = makeDataFolder()
    {
      using db = new DatabaseSync(fileIn(data.path))
      db.exec('CREATE TABLE t (x); PRAGMA user_version = 99')
    }
    expect(() => openStore(data.path)).toThrow(
      expect.objectContaining({ code: 'STORE_NEWER', hint: expect.stringContaining('.backup-v1') }),
    )
    expect(versionOf(fileIn(data.path))).toBe(99)
  })

  it('says so when the file is no database, or the folder no folder', () => {
    using data = makeDataFolder()
    writeFileSync(fileIn(data.path), 'apples, '.repeat(1_000))
    expect(() => openStore(data.path)).toThrow(
      expect.objectContaining({ code: 'STORE_FAILED', hint: expect.stringContaining('not a database') }),
    )
    writeFileSync(join(data.path, 'file'), '')
    expect(() => openStore(join(data.path, 'file'))).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }))
  })
})

describe('openDataLock', () => {
  it('refuses a second server of the folder, in this process too, and names the first', () => {
    using data = makeDataFolder()
    {
      using _ = openDataLock(data.path)
      expect(() => openDataLock(data.path)).toThrow(
        expect.objectContaining({ code: 'DATA_IN_USE', message: expect.stringContaining(`(pid ${process.pid})`) }),
      )
      expect(() => openDataLock(data.path)).toThrow(expect.objectContaining({ code: 'DATA_IN_USE' }))
    }
    using again = openDataLock(data.path)
    again[Symbol.dispose]()
    expect(existsSync(join(data.path, 'redhook.pid'))).toBe(false)
  })

  it('is held against another process, and is free the moment its holder is killed', async () => {
    using data = makeDataFolder()
    const script = fileURLToPath(new URL('./hold-lock.ts', import.meta.url))
    const child = spawn(process.execPath, [script, data.path], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    expect(() => openDataLock(data.path)).toThrow(
      expect.objectContaining({ code: 'DATA_IN_USE', message: expect.stringContaining(`(pid ${child.pid})`) }),
    )
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(readFileSync(join(data.path, 'redhook.pid'), 'utf8')).toBe(`${child.pid}\n`)
    using _ = openDataLock(data.path)
    expect(readFileSync(join(data.path, 'redhook.pid'), 'utf8')).toBe(`${process.pid}\n`)
  })

  it('says so when the folder cannot be made', () => {
    using data = makeDataFolder()
    writeFileSync(join(data.path, 'file'), '')
    expect(() => openDataLock(join(data.path, 'file', 'data'))).toThrow(
      expect.objectContaining({ code: 'STORE_FAILED' }),
    )
    mkdirSync(join(data.path, 'ok'))
    chmodSync(join(data.path, 'ok'), 0o755)
    using _ = openDataLock(join(data.path, 'ok'))
    expect(statSync(join(data.path, 'ok')).mode & 0o777).toBe(0o755)
  })
})
