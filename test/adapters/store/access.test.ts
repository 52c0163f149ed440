import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/adapters/store/store.ts'
import type { AuditEntry } from '../../../src/pipeline/ports/access-store.ts'
import { makeDataFolder } from '../../support/store-samples.ts'

const hash = (text: string) => Buffer.from(text.padEnd(32))
const ci = { name: 'ci', role: 'deploy', hash: hash('ci'), createdAt: 1_000, createdBy: 'ada' } as const
const session = { name: 'ci', role: 'deploy', createdAt: 1_000, expiresAt: 9_000, hash: hash('session') } as const

describe('tokens', () => {
  it('are found by their hash until they expire or are revoked, and survive the process', async () => {
    using data = makeDataFolder()
    {
      await using store = openStore(data.path)
      const kept = store.addToken({ ...ci, expiresAt: 5_000 })
      expect(kept).toEqual({ id: 1, name: 'ci', role: 'deploy', createdAt: 1_000, createdBy: 'ada', expiresAt: 5_000 })
      store.addToken({ ...ci, name: 'admin', role: 'admin', hash: hash('admin') })
    }
    await using store = openStore(data.path)
    expect(store.findToken(hash('ci'), 4_999)?.name).toBe('ci')
    expect(store.findToken(hash('ci'), 5_000)).toBeUndefined()
    expect(store.findToken(hash('other'), 1_000)).toBeUndefined()
    expect(store.listTokens(2_000).map(({ name }) => name)).toEqual(['admin', 'ci'])
    expect(store.revokeToken('admin', 2_000)).toBe(true)
    expect(store.revokeToken('admin', 2_000)).toBe(false)
    expect(store.listTokens(2_000).map(({ name }) => name)).toEqual(['ci'])
    expect(store.findToken(hash('admin'), 2_000)).toBeUndefined()
  })

  it('have a name of their own as long as they are good', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    store.addToken({ ...ci, expiresAt: 5_000 })
    expect(() => store.addToken({ ...ci, hash: hash('second') })).toThrow(
      expect.objectContaining({ code: 'TOKEN_EXISTS', message: 'There is a token named ci already' }),
    )
    expect(store.addToken({ ...ci, hash: hash('third'), createdAt: 5_000 }).id).toBe(2)
    store.revokeToken('ci', 6_000)
    expect(store.addToken({ ...ci, hash: hash('fourth'), createdAt: 6_000 }).id).toBe(3)
  })

  it('note their last use at most once a minute', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const { id } = store.addToken(ci)
    const usedAfter = (now: number) => {
      store.touchToken(id, now)
      return store.findToken(hash('ci'), now)?.lastUsedAt
    }
    expect([2_000, 61_999, 62_000, 63_000].map(usedAfter)).toEqual([2_000, 2_000, 62_000, 62_000])
  })
})

describe('sessions', () => {
  it('end with time, by themselves, or with the token they were opened with', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const { id } = store.addToken({ ...ci, expiresAt: 5_000 })
    const { hash: key, ...kept } = { ...session, token: id }
    store.addSession({ ...kept, hash: key })
    store.addSession({ ...session, hash: hash('free') })
    expect(store.findSession(key, 4_999)).toEqual(kept)
    expect(store.findSession(key, 5_000)).toBeUndefined()
    expect(store.findSession(hash('free'), 8_999)?.name).toBe('ci')
    expect(store.findSession(hash('free'), 9_000)).toBeUndefined()
    store.endSession(hash('free'))
    expect(store.findSession(hash('free'), 2_000)).toBeUndefined()
    store.revokeToken('ci', 2_000)
    expect(store.findSession(key, 2_000)).toBeUndefined()
  })

  it('are signed with one key for good, which is not that of the inputs', async () => {
    using data = makeDataFolder()
    const first = openStore(data.path)
    const key = first.sessionKey()
    await first[Symbol.asyncDispose]()
    await using second = openStore(data.path)
    expect(key).toHaveLength(32)
    expect(second.sessionKey()).toEqual(key)
    expect(second.inputKey()).not.toEqual(key)
  })
})

describe('the audit trail', () => {
  const entry = (at: number, changes: Partial<AuditEntry> = {}): AuditEntry => ({
    at,
    who: 'ada',
    via: 'session',
    action: 'lockApp',
    target: 'shop',
    status: 200,
    ...changes,
  })

  it('is read newest first, by who, action and target, page by page', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    store.addAudit(entry(1, { client: '192.0.2.1', detail: { until: 5, forced: true } }))
    store.addAudit(entry(2, { who: 'eve', action: 'signIn', status: 401 }))
    store.addAudit(entry(3, { target: 'blog' }))
    const ids = (filter: object) => store.listAudit({ limit: 9, ...filter }).map(({ id }) => id)
    expect(ids({})).toEqual([3, 2, 1])
    expect(ids({ before: 3 })).toEqual([2, 1])
    expect(ids({ limit: 1 })).toEqual([3])
    expect([ids({ who: 'eve' }), ids({ action: 'lockApp' }), ids({ who: 'ada', target: 'shop' })]).toEqual([
      [2],
      [3, 1],
      [1],
    ])
    expect(store.listAudit({ limit: 1, before: 2 })).toEqual([
      { ...entry(1, { client: '192.0.2.1', detail: { until: 5, forced: true } }), id: 1 },
    ])
  })
})
