import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/adapters/store/store.ts'
import { makeDataFolder, queueing, sampleDelivery, sampleWanted } from '../../support/store-samples.ts'

const ignored = { status: 'ignored', reason: 'No app deploys the branch wip' } as const

describe('record', () => {
  it('keeps a delivery with its decision, and the file for its owner alone', async () => {
    using data = makeDataFolder()
    await using store = openStore(join(data.path, 'new'))
    const delivery = sampleDelivery('1', { before: 'b', after: 'a', deleted: false, forced: true, client: '192.0.2.1' })
    expect(await store.record(delivery, ignored)).toEqual({ ...ignored, deployments: [] })

    const file = join(data.path, 'new', 'redhook.sqlite')
    expect(statSync(join(data.path, 'new')).mode & 0o777).toBe(0o700)
    for (const name of [file, `${file}-wal`, `${file}-shm`]) expect(statSync(name).mode & 0o777).toBe(0o600)
    using db = new DatabaseSync(file, { readOnly: true })
    expect(db.prepare('SELECT * FROM deliveries').get()).toMatchObject({
      hook: 'github',
      id: '1',
      deleted: 0,
      forced: 1,
      status: 'ignored',
      reason: ignored.reason,
      received_again: 0,
      headers: '{"user-agent":"GitHub-Hookshot/0123456"}',
    })
  })

  it('queues what is wanted', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const recorded = await store.record(sampleDelivery('1'), queueing('shop', 'blog'))
    expect(recorded).toEqual({
      status: 'queued',
      reason: 'main is deployed',
      deployments: [
        { id: 1, app: 'shop' },
        { id: 2, app: 'blog' },
      ],
    })
    expect(store.get(1)).toEqual({
      id: 1,
      app: 'shop',
      repository: 'acme/shop',
      branch: 'main',
      lane: '/srv/shop',
      state: 'queued',
      cause: { kind: 'push', delivery: 'd' },
      wishes: {},
      createdAt: 1_000,
      availableAt: 1_000,
      attempts: 0,
      retries: 0,
      steps: [],
    })
  })

  it('queues once what comes twice at the same moment, and both answers name the same deployments', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const [first, second] = await Promise.all([
      store.record(sampleDelivery('1'), queueing('shop')),
      store.record(sampleDelivery('1'), queueing('shop')),
    ])
    expect(first.status).toBe('queued')
    expect(second).toEqual({
      status: 'duplicate',
      reason: 'This delivery was received before and led to deployment 1 (shop, queued)',
      deployments: first.deployments,
    })
    expect(store.counts()).toEqual({ queued: 1, running: 0 })
  })

  it('tells the same id of two hooks apart', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.record(sampleDelivery('1'), queueing('shop'))
    const other = await store.record(sampleDelivery('1', { hook: 'github/acme/blog' }), queueing('blog'))
    expect(other.status).toBe('queued')
  })

  it('decides again what led to nothing, and counts how often it came', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.record(sampleDelivery('1'), ignored)
    await store.record(sampleDelivery('1', { receivedAt: 2_000 }), ignored)
    const again = await store.record(sampleDelivery('1', { receivedAt: 3_000 }), queueing('shop'))
    expect(again.status).toBe('queued')
    using db = new DatabaseSync(join(data.path, 'redhook.sqlite'), { readOnly: true })
    expect(db.prepare('SELECT status, received_at, received_again, received_again_at FROM deliveries').all()).toEqual([
      { status: 'queued', received_at: 1_000, received_again: 2, received_again_at: 3_000 },
    ])
  })

  it('runs again the apps that failed or were cancelled, and leaves the others', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const verdict = queueing('failed', 'succeeded', 'cancelled')
    await store.record(sampleDelivery('1'), verdict)
    for (const state of ['failed', 'succeeded', 'cancelled'] as const) {
      store.finish(store.claim(1_000)?.id ?? 0, state, 2_000, { reason: state })
    }
    const again = await store.record(sampleDelivery('1'), verdict)
    expect(again.deployments).toEqual([
      { id: 4, app: 'failed' },
      { id: 5, app: 'cancelled' },
    ])
    const third = await store.record(sampleDelivery('1'), verdict)
    expect(third.status).toBe('duplicate')
    expect(third.deployments.map(({ id }) => id).sort()).toEqual([2, 4, 5])
  })

  it('does not let one bad call take down the others of its group', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const bad = sampleDelivery('bad', { bodyBytes: 'many' as never, event: undefined as never })
    const [first, second, third] = await Promise.allSettled([
      store.record(sampleDelivery('1'), queueing('shop')),
      store.record(bad, queueing('blog')),
      store.record(sampleDelivery('2'), queueing('wiki')),
    ])
    expect(first).toMatchObject({ status: 'fulfilled', value: { deployments: [{ app: 'shop' }] } })
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'STORE_FAILED' } })
    expect(third).toMatchObject({ status: 'fulfilled', value: { deployments: [{ app: 'wiki' }] } })
    expect([...store.latest().keys()]).toEqual(['shop', 'wiki'])
  })

  it('writes what waits before it closes, and refuses what comes after', async () => {
    using data = makeDataFolder()
    const store = openStore(data.path)
    const waiting = store.record(sampleDelivery('1'), queueing('shop'))
    await store[Symbol.asyncDispose]()
    expect((await waiting).status).toBe('queued')
    await expect(store.record(sampleDelivery('2'), queueing('shop'))).rejects.toMatchObject({ code: 'STORE_FAILED' })
    await using again = openStore(data.path)
    expect(again.get(1)?.app).toBe('shop')
  })
})

describe('superseding', () => {
  it('lets only the newest push of an app wait, in the place and with the wishes of the older one', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.request(sampleWanted('shop', { wishes: { build: true } }), 1_000)
    await store.record(sampleDelivery('1'), queueing('blog'))
    await store.record(sampleDelivery('2', { receivedAt: 2_000 }), queueing('shop'))

    expect(store.get(1)).toMatchObject({
      state: 'superseded',
      supersededBy: 3,
      finishedAt: 2_000,
      reason: 'Overtaken by a newer push, see deployment 3',
    })
    expect(store.get(3)?.wishes).toEqual({ build: true })
    expect([store.claim(3_000)?.app, store.claim(3_000)?.app]).toEqual(['shop', 'blog'])
  })

  it('does not hand on the wait for another try', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.request(sampleWanted('shop'), 1_000)
    store.claim(1_000)
    store.requeue(1, { availableAt: 60_000, reason: 'The remote is away', countRetry: true, countAttempt: false })
    expect(store.claim(2_000)).toBeUndefined()
    await store.record(sampleDelivery('1', { receivedAt: 2_000 }), queueing('shop'))
    expect(store.claim(2_000)).toMatchObject({ id: 2, retries: 0 })
  })

  it('leaves a running deployment alone', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.request(sampleWanted('shop'), 1_000)
    store.claim(1_000)
    await store.request(sampleWanted('shop'), 2_000)
    expect(store.counts()).toEqual({ queued: 1, running: 1 })
    expect(store.claim(3_000)).toBeUndefined()
  })

  it('puts the older one behind the newer when it comes back to the queue', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path, { clock: { now: () => 5_000 } })
    await store.request(sampleWanted('shop', { wishes: { build: true } }), 1_000)
    store.claim(1_000)
    await store.request(sampleWanted('blog'), 2_000)
    await store.request(sampleWanted('shop'), 2_000)
    store.requeue(1, { availableAt: 9_000, reason: 'stopped', countRetry: false, countAttempt: false })
    expect(store.get(1)).toMatchObject({ state: 'superseded', supersededBy: 3, finishedAt: 5_000 })
    expect(store.claim(5_000)).toMatchObject({ id: 3, wishes: { build: true } })
  })
})
