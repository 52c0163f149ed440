import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/adapters/store/store.ts'
import type { StepName } from '../../../src/core/deployment/deployment.ts'
import type { FinalState, Store } from '../../../src/pipeline/ports/store.ts'
import { makeDataFolder, queueing, sampleDelivery, sampleRollback, sampleWanted } from '../../support/store-samples.ts'

interface Past {
  readonly state: FinalState
  readonly app?: string
  readonly project?: string
  readonly reached?: StepName
  readonly at?: number
}

/** Runs a deployment through to its end and returns its id. */
async function live(
  store: Store,
  { state, app = 'shop', project, reached = 'report', at = 1_000 }: Past,
): Promise<number> {
  const { id } = await store.request(sampleWanted(app), at)
  store.claim(at)
  store.patch(id, { reached, ...(project === undefined ? {} : { project }) })
  store.finish(id, state, at, { reason: state })
  return id
}

const red = { app: 'shop', project: 'redshop' }
const blue = { app: 'shop', project: 'blueshop' }

describe('the history of a project', () => {
  it('has its own base for each color', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    expect(store.lastGood(red)).toBeUndefined()
    await live(store, { state: 'succeeded', project: 'redshop' })
    await live(store, { state: 'succeeded', project: 'blueshop' })
    await live(store, { state: 'failed', project: 'redshop' })
    await live(store, { state: 'skipped', project: 'redshop' })
    expect(store.lastGood(red)?.id).toBe(1)
    expect(store.lastGood(blue)?.id).toBe(2)
    expect(store.lastProject('shop')?.project).toBe('blueshop')
    expect(store.lastProject('blog')).toBeUndefined()
  })

  it('knows the last attempt, whatever came of it, if it did anything there', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await live(store, { state: 'succeeded', project: 'redshop' })
    await live(store, { state: 'failed', project: 'redshop', reached: 'build' })
    await live(store, { state: 'skipped', project: 'redshop' })
    await live(store, { state: 'failed', reached: 'sync' })
    const { id } = await store.request(sampleWanted('shop'), 1_000)
    store.finish(id, 'cancelled', 1_000, { reason: 'not wanted' })
    expect(store.lastAttempt(red, 99)?.id).toBe(2)
    expect(store.lastAttempt(red, 2)?.id).toBe(1)
    expect(store.lastAttempt(red, 1)).toBeUndefined()
  })

  it('names the attempts since the last success that got as far as the build', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await live(store, { state: 'failed', project: 'redshop', reached: 'up' })
    await live(store, { state: 'succeeded', project: 'redshop' })
    await live(store, { state: 'failed', project: 'redshop', reached: 'plan' })
    await live(store, { state: 'failed', project: 'redshop', reached: 'build' })
    await live(store, { state: 'cancelled', project: 'redshop', reached: 'verify' })
    await live(store, { state: 'failed', project: 'blueshop', reached: 'build' })
    expect(store.failedSinceGood(red, 99).map(({ id }) => id)).toEqual([5, 4])
    expect(store.failedSinceGood(red, 5).map(({ id }) => id)).toEqual([4])
    expect(store.failedSinceGood(blue, 99).map(({ id }) => id)).toEqual([6])
  })

  it('takes a rollback that ended well for good, and what failed before it no longer counts', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await live(store, { state: 'succeeded', project: 'redshop' })
    await live(store, { state: 'failed', project: 'redshop', reached: 'up' })
    await live(store, { state: 'rolled_back', project: 'redshop', reached: 'rollback' })
    expect(store.lastGood(red)?.id).toBe(3)
    expect(store.lastProject('shop')?.id).toBe(3)
    expect(store.failedSinceGood(red, 99)).toEqual([])
    await live(store, { state: 'failed', project: 'redshop', reached: 'rollback' })
    expect(store.failedSinceGood(red, 99).map(({ id }) => id)).toEqual([4])
    expect(store.lastGood(red)?.id).toBe(3)
  })

  it('names the versions that succeeded, newest first', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    for (const state of ['succeeded', 'rolled_back', 'succeeded', 'failed', 'succeeded'] as const)
      await live(store, { state, project: 'redshop' })
    await live(store, { state: 'succeeded', project: 'blueshop' })
    expect(store.goodVersions(red, 2).map(({ id }) => id)).toEqual([5, 3])
    expect(store.goodVersions(red, 9).map(({ id }) => id)).toEqual([5, 3, 1])
    expect(store.goodVersions(blue, 9).map(({ id }) => id)).toEqual([6])
  })

  it('goes by the order in which deployments began: a rollback overtakes the push that waited longer', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const { id: push } = await store.request(sampleWanted('shop'), 1_000)
    const { id: rollback } = await store.request(sampleRollback('shop', 1), 1_000)
    for (const id of [rollback, push]) {
      expect(store.claim(1_000)?.id).toBe(id)
      store.patch(id, { project: 'redshop', reached: 'up' })
      expect(store.failedSinceGood(red, id)).toEqual([])
      store.finish(id, 'succeeded', 1_000, { reason: 'done' })
      expect(store.lastGood(red)?.id).toBe(id)
    }
    expect(store.lastProject('shop')?.id).toBe(push)
    expect(store.lastAttempt(red, push)?.id).toBe(rollback)
    expect(store.lastAttempt(red, rollback)).toBeUndefined()
    expect(store.goodVersions(red, 9).map(({ id }) => id)).toEqual([push, rollback])
  })

  it("finds a command app's history under the app's name", async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await live(store, { state: 'succeeded' })
    await live(store, { state: 'failed', reached: 'build' })
    const key = { app: 'shop', project: 'shop' }
    expect(store.lastGood(key)?.id).toBe(1)
    expect(store.lastAttempt(key, 99)?.id).toBe(2)
    expect(store.failedSinceGood(key, 99)).toHaveLength(1)
  })
})

describe('list', () => {
  it('pages newest first, by app and by state', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    for (let round = 0; round < 3; round++) {
      await live(store, { state: 'succeeded' })
      await live(store, { state: 'failed', app: 'blog' })
    }
    const ids = (filter: Parameters<Store['list']>[0]) => store.list(filter).map(({ id }) => id)
    expect(ids({ limit: 2 })).toEqual([6, 5])
    expect(ids({ limit: 2, before: 5 })).toEqual([4, 3])
    expect(ids({ limit: 9, app: 'shop' })).toEqual([5, 3, 1])
    expect(ids({ limit: 2, states: ['failed', 'queued'] })).toEqual([6, 4])
    expect(ids({ limit: 3, states: ['failed', 'succeeded'], before: 6 })).toEqual([5, 4, 3])
    expect(ids({ limit: 9, app: 'blog', states: ['failed'], before: 6 })).toEqual([4, 2])
    expect(ids({ limit: 9, app: 'blog', states: ['succeeded'] })).toEqual([])
    expect(ids({ limit: 9, states: [] })).toEqual([])
    expect([...store.latest()].map(([app, { id }]) => `${app} ${id}`)).toEqual(['blog 6', 'shop 5'])
  })

  it('is not spoilt by a row that cannot be read', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await live(store, { state: 'succeeded' })
    await live(store, { state: 'failed' })
    using db = new DatabaseSync(join(data.path, 'redhook.sqlite'))
    db.exec(
      `UPDATE deployments SET error = '[]', cause = 'null', wishes = '7' WHERE id = 1;
       INSERT INTO details (deployment, plan, inputs, version, outcome, about) VALUES (1, '{"action":', '', '[]', '{}', '[]')`,
    )
    const [second, first] = store.list({ limit: 9 })
    expect(second?.state).toBe('failed')
    expect(first).toMatchObject({ cause: { kind: 'request', by: 'unknown' }, wishes: {} })
    for (const field of ['plan', 'error', 'inputs', 'version', 'outcome', 'about'] as const)
      expect(first?.[field]).toBeUndefined()
  })
})

describe('memory', () => {
  it('remembers the commits a lane was moved to, the newest thousand', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    for (let number = 0; number <= 1_000; number++) store.rememberSynced('/srv/shop', `c${number}`)
    store.rememberSynced('/srv/blog', 'c0')
    expect(store.wasSyncedTo('/srv/shop', 'c1000')).toBe(true)
    expect(store.wasSyncedTo('/srv/shop', 'c1')).toBe(true)
    expect(store.wasSyncedTo('/srv/shop', 'c0')).toBe(false)
    expect(store.wasSyncedTo('/srv/blog', 'c0')).toBe(true)
  })

  it('keeps one random key for good', async () => {
    using data = makeDataFolder()
    const first = openStore(data.path)
    const key = first.inputKey()
    await first[Symbol.asyncDispose]()
    await using second = openStore(data.path)
    expect(key).toHaveLength(32)
    expect(second.inputKey()).toEqual(key)
    second.probe()
  })
})

/** No app of the registry: nothing but the diff base is kept for its own sake. */
const none = new Map<string, number>()

describe('sweep of what comes with deployments', () => {
  it('keeps events and answers for a day, but never takes the newest event, nor one whose end is untold', async () => {
    using data = makeDataFolder()
    const day = 24 * 60 * 60 * 1000
    let now = 1_000
    await using store = openStore(data.path, { clock: { now: () => now } })
    await live(store, { state: 'succeeded', project: 'redshop' })
    store.keepAnswer('ada 1', { request: 'a', status: 200, headers: {}, body: '' }, 1_000)
    const keep = { olderThan: 0, perApp: 9, versions: none }
    store.addToOutbox([], 2)
    now = 1_001 + day
    store.sweep(keep)
    expect(store.eventsAfter(0, { limit: 9 }).map(({ seq }) => seq)).toEqual([3])
    expect(store.firstEvent()).toBe(3)
    expect(store.findAnswer('ada 1', 1_000)).toBeUndefined()
    store.addToOutbox([], 3)
    store.sweep(keep)
    expect(store.lastEvent()).toBe(3)
    await live(store, { state: 'succeeded', at: now })
    expect(store.eventsAfter(0, { limit: 9 }).map(({ seq }) => seq)).toEqual([3, 4, 5, 6])
  })

  it('takes audit entries, ended sessions and ended outbox items with their time, and leaves what waits', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path, { clock: { now: () => 5_000 } })
    const hash = (text: string) => Buffer.from(text.padEnd(32))
    for (const at of [1_000, 3_000]) store.addAudit({ at, who: 'ada', via: 'token', action: 'lockApp', status: 200 })
    for (const expiresAt of [4_999, 5_001])
      store.addSession({ name: 'ada', role: 'view', createdAt: 1, expiresAt, hash: hash(String(expiresAt)) })
    const item = { channel: 'chat', kind: 'failed', payload: '{}', createdAt: 1, availableAt: 1 }
    store.addToOutbox([item, item, item])
    store.settleOutbox(1, { state: 'sent', now: 1_000 })
    store.settleOutbox(2, { state: 'failed', now: 3_000 })
    store.sweep({ olderThan: 2_000, perApp: 9, versions: none })
    expect(store.listAudit({ limit: 9 }).map(({ id }) => id)).toEqual([2])
    expect(store.listOutbox({ limit: 9 }).map(({ id }) => id)).toEqual([3, 2])
    expect(store.findSession(hash('4999'), 0)).toBeUndefined()
    expect(store.findSession(hash('5001'), 0)?.name).toBe('ada')
  })
})

describe('sweep', () => {
  it('keeps bases, attempts since then and what is unfinished, and names the logs that go', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await live(store, { state: 'succeeded', project: 'redshop' })
    await live(store, { state: 'succeeded', project: 'blueshop' })
    await live(store, { state: 'failed', project: 'redshop', reached: 'build' })
    await live(store, { state: 'skipped', project: 'redshop' })
    await live(store, { state: 'succeeded', project: 'blueshop' })
    await store.request(sampleWanted('shop'), 1_000)
    expect(store.sweep({ olderThan: 2_000, perApp: 200, versions: none })).toEqual([
      { app: 'shop', id: 2 },
      { app: 'shop', id: 4 },
    ])
    expect(store.list({ limit: 9 }).map(({ id }) => id)).toEqual([6, 5, 3, 1])
    expect(store.sweep({ olderThan: 2_000, perApp: 1, versions: none })).toEqual([])
  })

  it('keeps the last version that went live, and the newest successes of each project', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    for (let number = 0; number < 4; number++) await live(store, { state: 'succeeded', project: 'redshop' })
    await live(store, { state: 'rolled_back', project: 'redshop' })
    await live(store, { state: 'rolled_back', project: 'redshop' })
    await live(store, { state: 'succeeded', project: 'blueshop' })
    const keep = { olderThan: 2_000, perApp: 1 }
    expect(store.sweep({ ...keep, versions: new Map([['shop', 2]]) }).map(({ id }) => id)).toEqual([1, 2, 5])
    expect(store.sweep({ ...keep, versions: new Map([['shop', 2]]) })).toEqual([])
    expect(store.sweep({ ...keep, versions: new Map([['shop', 1]]) }).map(({ id }) => id)).toEqual([3])
    expect(store.sweep({ ...keep, versions: none }).map(({ id }) => id)).toEqual([4])
    expect(store.list({ limit: 9 }).map(({ id }) => id)).toEqual([7, 6])
  })

  it('goes by whichever is less: the age or the number of each app', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    for (let at = 1; at <= 5; at++) await live(store, { state: 'failed', at })
    await live(store, { state: 'failed', app: 'blog', at: 1 })
    expect(store.sweep({ olderThan: 2, perApp: 3, versions: none })).toEqual([
      { app: 'shop', id: 1 },
      { app: 'blog', id: 6 },
      { app: 'shop', id: 2 },
    ])
  })

  it('removes a delivery with the last deployment that it led to, and any that is too old', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    for (const id of ['1', '2', '3']) {
      await store.record(sampleDelivery(id), queueing('shop'))
      store.finish(store.claim(1_000)?.id ?? 0, 'failed', 1_000, { reason: 'failed' })
    }
    await store.record(sampleDelivery('old', { receivedAt: 10 }), { status: 'ignored', reason: 'another branch' })
    await store.record(sampleDelivery('new'), { status: 'ignored', reason: 'another branch' })
    store.sweep({ olderThan: 500, perApp: 2, versions: none })
    using db = new DatabaseSync(join(data.path, 'redhook.sqlite'), { readOnly: true })
    expect(
      db
        .prepare('SELECT id FROM deliveries ORDER BY seq')
        .all()
        .map(({ id }) => id),
    ).toEqual(['2', '3', 'new'])
  })

  it('never gives the id of a removed deployment to another', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await live(store, { state: 'failed' })
    store.sweep({ olderThan: 2_000, perApp: 9, versions: none })
    expect((await store.request(sampleWanted('shop'), 1_000)).id).toBe(2)
  })

  it('does a bounded amount of work a call', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await Promise.all(Array.from({ length: 600 }, () => store.request(sampleWanted('shop'), 1_000)))
    const removed = [1, 2, 3, 4].map(() => store.sweep({ olderThan: 2_000, perApp: 200, versions: none }).length)
    expect(removed).toEqual([250, 250, 99, 0])
  })
})
