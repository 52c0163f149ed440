import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/adapters/store/store.ts'
import { makeDataFolder, sampleWanted } from '../../support/store-samples.ts'

const item = (channel: string, changes = {}) => ({
  channel,
  kind: 'failed',
  app: 'shop',
  payload: '{}',
  createdAt: 1_000,
  availableAt: 1_000,
  ...changes,
})

describe('the outbox', () => {
  it('gives each channel its oldest item alone, so that their order holds', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const [first, second, third] = store.addToOutbox([item('chat'), item('chat'), item('mail', { availableAt: 2_000 })])
    expect(first).toEqual({ ...item('chat'), id: 1, attempts: 0, state: 'waiting' })
    const due = (now: number, limit = 9) => store.dueOutbox(now, limit).map(({ id }) => id)
    expect([due(999), due(1_000), due(2_000), due(2_000, 1)]).toEqual([[], [1], [1, 3], [1]])
    expect(store.nextOutboxAt()).toBe(1_000)
    store.settleOutbox(1, { state: 'waiting', availableAt: 5_000, error: '503' })
    expect([due(4_000), store.nextOutboxAt()]).toEqual([[third?.id], 2_000])
    store.settleOutbox(1, { state: 'sent', now: 5_000 })
    expect(due(5_000)).toEqual([second?.id, third?.id])
    expect(store.listOutbox({ limit: 9, state: 'sent' })).toMatchObject([{ id: 1, attempts: 2, endedAt: 5_000 }])
  })

  it('counts what waits and what was given up, and lists newest first', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    expect(store.outboxCounts()).toEqual({ waiting: 0, failed: 0 })
    expect(store.nextOutboxAt()).toBeUndefined()
    store.addToOutbox([item('chat'), item('mail', { app: 'blog' }), item('chat', { createdAt: 3_000, deployment: 7 })])
    store.settleOutbox(1, { state: 'failed', now: 2_000, error: 'no such channel' })
    store.settleOutbox(1, { state: 'sent', now: 3_000 })
    expect(store.outboxCounts()).toEqual({ waiting: 2, failed: 1, oldestWaitingAt: 1_000 })
    const ids = (filter: object) => store.listOutbox({ limit: 9, ...filter }).map(({ id }) => id)
    expect([ids({}), ids({ before: 3 }), ids({ state: 'failed' }), ids({ app: 'blog' })]).toEqual([
      [3, 2, 1],
      [2, 1],
      [1],
      [2],
    ])
    expect(ids({ app: 'shop', state: 'waiting' })).toEqual([3])
    expect(store.listOutbox({ limit: 1, state: 'failed' })[0]?.error).toBe('no such channel')
  })

  it('moves the position of what was told with the items, and survives the process', async () => {
    using data = makeDataFolder()
    {
      await using store = openStore(data.path)
      expect(store.toldUntil()).toBeUndefined()
      store.addToOutbox([], 3)
      store.addToOutbox([item('chat')], 4)
      const bad = item('chat', { payload: undefined })
      expect(() => store.addToOutbox([item('chat'), bad], 9)).toThrow()
    }
    await using store = openStore(data.path)
    expect(store.toldUntil()).toBe(4)
    expect(store.listOutbox({ limit: 9 })).toHaveLength(1)
  })
})

describe('what takes the place of what waits', () => {
  const forge = '@github/acme/shop'
  const about = (replaces: string, payload: string, changes = {}) => item(forge, { replaces, payload, ...changes })

  it('is told alone, behind what was put in before, and only in its own channel', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    store.addToOutbox([about('a', '1'), about('b', '2'), item('@github/acme/blog', { replaces: 'a', payload: '3' })])
    const [newest] = store.addToOutbox([about('a', '4')])
    expect(newest).toMatchObject({ id: 4, replaces: 'a', attempts: 0, state: 'waiting' })
    expect(store.listOutbox({ limit: 9 }).map(({ payload }) => payload)).toEqual(['4', '3', '2'])
    expect(store.dueOutbox(1_000, 9).map(({ payload }) => payload)).toEqual(['2', '3'])
  })

  it('leaves alone what was told, and what has no key', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    store.addToOutbox([about('a', '1'), item(forge), item(forge)])
    store.settleOutbox(1, { state: 'sent', now: 2_000 })
    store.addToOutbox([about('a', '2')])
    expect(store.listOutbox({ limit: 9 })).toHaveLength(4)
  })

  it('is not held up by an attempt that was under way, whose end is forgotten', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    store.addToOutbox([about('a', '1')])
    expect(store.dueOutbox(1_000, 9)).toHaveLength(1)
    store.addToOutbox([about('a', '2')])
    store.settleOutbox(1, { state: 'sent', now: 2_000 })
    expect(store.dueOutbox(1_000, 9)).toMatchObject([{ id: 2, payload: '2', state: 'waiting', attempts: 0 }])
  })

  it('waits as long as what was tried in vain would have, also when that is replaced again', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    store.addToOutbox([about('a', '1'), about('b', '2')])
    store.settleOutbox(1, { state: 'waiting', availableAt: 60_000, error: 'slow down' })
    store.addToOutbox([about('a', '3')])
    store.addToOutbox([about('b', '4')])
    expect([store.dueOutbox(59_999, 9), store.nextOutboxAt()]).toEqual([[], 60_000])
    expect(store.dueOutbox(60_000, 9).map(({ payload }) => payload)).toEqual(['3'])
  })

  it('may be put off for a while without putting off what follows it', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    store.addToOutbox([about('a', 'a step', { availableAt: 9_000 })])
    store.addToOutbox([about('a', 'the end')])
    expect(store.dueOutbox(1_000, 9).map(({ payload }) => payload)).toEqual(['the end'])
  })
})

describe('reports to forges among messages to people', () => {
  it('can be told apart, and go a week after they were told; messages stay as long as deployments', async () => {
    using data = makeDataFolder()
    const day = 24 * 60 * 60 * 1000
    let now = 0
    await using store = openStore(data.path, { clock: { now: () => now } })
    store.addToOutbox([item('chat'), item('@github/acme/shop'), item('@github/acme/shop'), item('@github/acme/shop')])
    const ids = (to?: 'people' | 'forges') =>
      store.listOutbox({ limit: 9, app: 'shop', ...(to && { to }) }).map(({ id }) => id)
    expect([ids('people'), ids('forges'), ids()]).toEqual([[1], [4, 3, 2], [4, 3, 2, 1]])
    for (const id of [1, 2]) store.settleOutbox(id, { state: 'sent', now: 0 })
    store.settleOutbox(3, { state: 'failed', now: 0, error: '403' })
    const sweep = () => store.sweep({ olderThan: now - 90 * day, perApp: 100, versions: new Map() })
    now = 7 * day
    sweep()
    expect(ids()).toEqual([4, 3, 2, 1])
    now += 1
    sweep()
    expect(ids()).toEqual([4, 3, 1])
    now = 91 * day
    sweep()
    expect(ids()).toEqual([4])
  })
})

describe('the position of what was reported', () => {
  it('moves with the reports, apart from that of what was told, and can be forgotten', async () => {
    using data = makeDataFolder()
    {
      await using store = openStore(data.path)
      expect(store.reportedUntil()).toBeUndefined()
      store.addToOutbox([], 3)
      store.addToOutbox([item('@github/acme/shop', { replaces: 'a' })], 7, 'reported')
      const bad = item('@github/acme/shop', { payload: undefined })
      expect(() => store.addToOutbox([item('chat'), bad], 9, 'reported')).toThrow()
    }
    await using store = openStore(data.path)
    expect([store.toldUntil(), store.reportedUntil(), store.listOutbox({ limit: 9 }).length]).toEqual([3, 7, 1])
    store.forgetReported()
    expect([store.toldUntil(), store.reportedUntil()]).toEqual([3, undefined])
  })

  it('keeps events from being removed that were not looked at yet', async () => {
    using data = makeDataFolder()
    const week = 7 * 24 * 60 * 60 * 1000
    let now = 1_000
    await using store = openStore(data.path, { clock: { now: () => now } })
    const queue = () => store.request(sampleWanted('shop', { cause: { kind: 'request', by: 'ada' } }), now)
    for (let count = 0; count < 4; count += 1) await queue()
    const last = store.lastEvent()
    now = week
    await queue()
    store.addToOutbox([], store.lastEvent())
    store.addToOutbox([], 2, 'reported')
    const sweep = () => store.sweep({ olderThan: 0, perApp: 100, versions: new Map() })
    sweep()
    expect(store.firstEvent()).toBe(3)
    store.forgetReported()
    sweep()
    expect(store.firstEvent()).toBeGreaterThanOrEqual(last)
  })
})

describe('what forges call what we made', () => {
  it('is known by its key, the newest alone, also after a restart', async () => {
    using data = makeDataFolder()
    {
      await using store = openStore(data.path)
      expect(store.remoteId('github/acme/shop deployment 1')).toBeUndefined()
      store.rememberRemoteId('github/acme/shop deployment 1', '10')
      store.rememberRemoteId('github/acme/shop deployment 1', '11')
    }
    await using store = openStore(data.path)
    expect(store.remoteId('github/acme/shop deployment 1')).toBe('11')
    expect(store.remoteId('github/acme/shop deployment 2')).toBeUndefined()
  })
})

describe('answers', () => {
  it('are given again for a day, to the key they were kept by', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const answer = { request: 'a', status: 202, headers: { location: '/api/v1/deployments/1' }, body: '{"id":1}' }
    store.keepAnswer('ada 1', answer, 1_000)
    const day = 24 * 60 * 60 * 1000
    expect(store.findAnswer('ada 1', 1_000 + day - 1)).toEqual(answer)
    expect(store.findAnswer('ada 1', 1_000 + day)).toBeUndefined()
    expect(store.findAnswer('eve 1', 1_000)).toBeUndefined()
    store.keepAnswer('ada 1', { ...answer, status: 409 }, 2_000)
    expect(store.findAnswer('ada 1', 2_000)?.status).toBe(409)
  })
})
