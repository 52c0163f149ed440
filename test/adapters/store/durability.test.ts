import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/adapters/store/store.ts'
import { makeDataFolder, queueing, sampleDelivery, sampleWanted } from '../../support/store-samples.ts'

/** Lets a child record for a while, kills it, and returns the ids it had acknowledged. */
async function recordAndKill(folder: string, afterMs: number): Promise<string[]> {
  const script = fileURLToPath(new URL('./record-forever.ts', import.meta.url))
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', chunk => {
    said += String(chunk)
  })
  await once(child.stdout, 'data')
  await sleep(afterMs)
  child.kill('SIGKILL')
  await once(child, 'close')
  return said.split('\n').slice(0, -1)
}

describe('kill -9', () => {
  it.each([0, 37, 180])('%i ms into recording loses nothing that was acknowledged', async afterMs => {
    using data = makeDataFolder()
    const acknowledged = await recordAndKill(data.path, afterMs)
    await using store = openStore(data.path)
    using db = new DatabaseSync(join(data.path, 'redhook.sqlite'), { readOnly: true })
    const kept = new Set(
      db
        .prepare('SELECT id FROM deliveries')
        .all()
        .map(({ id }) => String(id)),
    )
    expect(acknowledged.length).toBeGreaterThan(0)
    expect(acknowledged.filter(id => !kept.has(id))).toEqual([])
    const orphans = db.prepare(
      `SELECT count(*) AS n FROM deliveries WHERE seq NOT IN (SELECT delivery FROM deployments)`,
    )
    expect(orphans.get()?.n).toBe(0)
    expect(db.prepare('PRAGMA integrity_check').get()?.integrity_check).toBe('ok')
    const unheard = db.prepare(`SELECT count(*) AS n FROM deployments WHERE state IS NOT (SELECT what FROM events
      WHERE events.deployment = deployments.id AND kind = 'state' ORDER BY seq DESC LIMIT 1)`)
    expect(unheard.get()?.n).toBe(0)
    store.recover(2_000, 3)
    expect(store.counts().running).toBe(0)
  })
})

describe('a store that cannot be written', () => {
  /** Another program that holds the write lock until it is closed. */
  const openBlocker = (file: string) => {
    const db = new DatabaseSync(file)
    db.exec('BEGIN IMMEDIATE')
    return db
  }

  it('rejects every call of the group with STORE_FAILED, and works again afterwards', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const blocker = openBlocker(join(data.path, 'redhook.sqlite'))
    await expect(store.record(sampleDelivery('1'), queueing('shop'))).rejects.toMatchObject({
      code: 'STORE_FAILED',
      retryable: true,
      hint: expect.stringContaining('sqlite3'),
    })
    blocker.close()
    expect((await store.record(sampleDelivery('1'), queueing('shop'))).status).toBe('queued')
    store.probe()
  })
})

const mountSmallDisk = (folder: string) => execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder])
const unmount = (folder: string) => execFileSync('umount', [folder])

/** It takes root, and more than root in some containers. */
function canMount(): boolean {
  using folder = makeDataFolder()
  try {
    mountSmallDisk(folder.path)
    unmount(folder.path)
    return true
  } catch {
    return false
  }
}

describe.runIf(canMount())('a full disk', () => {
  it('is STORE_FAILED with the remedy for everything that writes, and heals when there is room again', async () => {
    using data = makeDataFolder()
    mountSmallDisk(data.path)
    try {
      await using store = openStore(data.path)
      const first = await store.request(sampleWanted('first'), 1_000)
      try {
        writeFileSync(join(data.path, 'filler'), Buffer.alloc(2_000_000))
      } catch {
        // It is full now, as it should be.
      }
      const full = { code: 'STORE_FAILED', hint: 'The disk is full. Free some space in the data folder.' }
      const big = { headers: { 'user-agent': 'x'.repeat(50_000) } }
      const calls = ['1', '2', '3'].map(id => store.record(sampleDelivery(id, big), queueing(`app${id}`)))
      for (const result of await Promise.allSettled(calls)) {
        expect(result).toMatchObject({ status: 'rejected', reason: full })
      }
      expect(() => store.patch(store.claim(1_000)?.id ?? 0, { reason: 'y'.repeat(50_000) })).toThrow(
        expect.objectContaining(full),
      )
      expect(store.get(first.id)?.app).toBe('first')

      rmSync(join(data.path, 'filler'))
      expect((await store.record(sampleDelivery('1'), queueing('shop'))).status).toBe('queued')
    } finally {
      unmount(data.path)
    }
  })
})
