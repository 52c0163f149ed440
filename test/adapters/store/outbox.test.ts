import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/adapters/store/store.ts'
import { makeDataFolder } from '../../support/store-samples.ts'

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
