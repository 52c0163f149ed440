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
import { makeDataFolder, queueing, sampleDelivery, sampleRollback, sampleWanted } from '../../support/store-samples.ts'

const fileIn = (folder: string) => join(folder, 'redhook.sqlite')

/** Two successes, a failure and one that waits, as the first version wrote them. */
const rowsOfVersion1 = `
  INSERT INTO deployments (id, app, repository, branch, lane, state, cause, wishes, place, created_at, available_at, started_at,
    finished_at, attempts, reached, "commit", project, reason)
  VALUES
    (1, 'shop', 'acme/shop', 'main', '/srv/shop', 'succeeded', '{"kind":"push","delivery":"d"}', '{}', 1, 1, 1, 1, 2, 1, 'report',
      'one', 'redshop', 'done'),
    (2, 'shop', 'acme/shop', 'main', '/srv/shop', 'succeeded', '{"kind":"push","delivery":"d"}', '{}', 2, 2, 2, 2, 3, 1, 'report',
      'two', 'redshop', 'done'),
    (3, 'shop', 'acme/shop', 'main', '/srv/shop', 'failed', '{"kind":"push","delivery":"d"}', '{}', 3, 3, 3, 3, 4, 1, 'build',
      'three', 'redshop', 'web did not build');
  INSERT INTO deployments (id, app, repository, branch, lane, state, cause, wishes, place, created_at, available_at)
  VALUES (4, 'shop', 'acme/shop', 'main', '/srv/shop', 'queued', '{"kind":"request","by":"ada"}', '{"build":true}', 4, 4, 4);
  INSERT INTO steps VALUES (2, 1, 'sync', 2, 12.5, 'done');
`
/** A success with everything that the second version kept, one that had begun and waits behind a rollback, and a delivery. */
const rowsOfVersion2 = `
  INSERT INTO deliveries (seq, hook, id, received_at, event, repository, headers, body_sha256, body_bytes, status, reason)
  VALUES (1, 'github', 'd', 1, 'push', 'acme/shop', '{}', '', 2, 'queued', 'main is deployed');
  INSERT INTO deployments (id, delivery, app, repository, branch, lane, state, cause, wishes, place, created_at, available_at, started_at,
    finished_at, attempts, reached, "commit", project, reason, began, plan, inputs, previous, version, outcome)
  VALUES (1, 1, 'shop', 'acme/shop', 'main', '/srv/shop', 'succeeded', '{"kind":"push","delivery":"d"}', '{}', 1, 1, 1, 1, 2, 1, 'report',
    'one', 'redshop', 'done', 1, '{"action":"build"}', '{"hashes":{}}', '{"commit":"zero"}', '{"commit":"one"}', '[{"service":"web"}]');
  INSERT INTO deployments (id, app, repository, branch, lane, state, cause, wishes, place, created_at, available_at, previous, project)
  VALUES (2, 'shop', 'acme/shop', 'main', '/srv/shop', 'queued', '{"kind":"request","by":"ada"}', '{}', 2, 4, 4, '{"commit":"one"}', 'redshop');
  INSERT INTO steps VALUES (1, 1, 'sync', 2, 12.5, 'done');
`
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

  it('brings a file of version 1 to the newest with its content, and copies it first', async () => {
    using data = makeDataFolder()
    const file = fileIn(data.path)
    {
      using db = openDatabase(file)
      migrate(db, file, migrations.slice(0, 1))
      db.exec(rowsOfVersion1)
    }
    await using store = openStore(data.path)
    expect([versionOf(file), versionOf(`${file}.backup-v1`)]).toEqual([migrations.length, 1])
    const key = { app: 'shop', project: 'redshop' }
    expect(store.lastGood(key)).toMatchObject({ id: 2, commit: 'two', steps: [{ name: 'sync', result: 'done' }] })
    expect(store.goodVersions(key, 9).map(({ id }) => id)).toEqual([2, 1])
    expect(store.failedSinceGood(key, 99).map(({ id }) => id)).toEqual([3])
    const rollback = await store.request(sampleRollback('shop', 1), 5_000)
    expect([store.claim(5_000)?.id, store.claim(5_000)]).toEqual([rollback.id, undefined])
    store.finish(rollback.id, 'succeeded', 5_000, { reason: 'done' })
    expect(store.claim(5_000)).toMatchObject({ id: 4, attempts: 1, wishes: { build: true } })
  })

  it('brings a file of version 2 to the newest: what is long of a deployment is still there', async () => {
    using data = makeDataFolder()
    const file = fileIn(data.path)
    {
      using db = openDatabase(file)
      migrate(db, file, migrations.slice(0, 2))
      db.exec(rowsOfVersion2)
    }
    await using store = openStore(data.path)
    expect([versionOf(file), versionOf(`${file}.backup-v2`)]).toEqual([migrations.length, 2])
    expect(store.get(1)).toMatchObject({
      plan: { action: 'build' },
      inputs: { hashes: {} },
      previous: { commit: 'zero' },
      version: { commit: 'one' },
      outcome: [{ service: 'web' }],
      steps: [{ name: 'sync', result: 'done' }],
    })
    expect(store.listDeliveries({ repository: 'ACME/shop', limit: 9 })).toMatchObject([
      { seq: 1, deployments: [{ id: 1, app: 'shop' }] },
    ])
    expect(store.lastEvent()).toBe(0)
    expect((await store.request(sampleWanted('shop'), 5_000)).previous).toEqual({ commit: 'one' })
    expect(store.claim(5_000)).toMatchObject({ id: 3, project: 'redshop' })
    expect(store.eventsAfter(0, { limit: 9 }).map(({ deployment }) => deployment)).toEqual([2, 3, 3])
    using db = new DatabaseSync(file, { readOnly: true })
    expect(db.prepare('PRAGMA integrity_check').get()?.integrity_check).toBe('ok')
    expect(db.prepare('PRAGMA foreign_key_check').all()).toEqual([])
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
    expect(versionOf(file)).toBe(migrations.length)
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
      expect.objectContaining({ code: 'STORE_NEWER', hint: expect.stringContaining(`.backup-v${migrations.length}`) }),
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
