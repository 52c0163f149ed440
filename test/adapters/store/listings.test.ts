import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/adapters/store/store.ts'
import type { Delivery } from '../../../src/pipeline/ports/delivery.ts'
import type { DeliveryFilter } from '../../../src/pipeline/ports/listing-store.ts'
import type { Store, Verdict } from '../../../src/pipeline/ports/store.ts'
import { makeDataFolder, queueing, sampleDelivery, sampleWanted } from '../../support/store-samples.ts'

const ignored: Verdict = { status: 'ignored', reason: 'No app deploys the branch wip' }
const pong: Verdict = { status: 'pong', reason: 'The hook works' }

const record = (store: Store, id: string, verdict: Verdict, changes: Partial<Delivery> = {}) =>
  store.record(sampleDelivery(id, changes), verdict)

/** By number: 1 a ping, 2 a push to two apps, 3 an ignored push of another repository, 4 one to one app, 5 an unknown event. */
async function fill(store: Store): Promise<void> {
  await record(store, 'ping', pong, { event: 'ping' })
  await record(store, 'two', queueing('shop', 'blog'), { pusher: 'ada', deleted: false, forced: true })
  await record(store, 'wip', ignored, { repository: 'Acme/Wiki', ref: 'refs/heads/100%_wip' })
  await record(store, 'one', queueing('shop'))
  await record(store, 'odd', ignored, { event: 'issues' })
}

const seqs = (store: Store, filter: Partial<DeliveryFilter> = {}) =>
  store.listDeliveries({ limit: 9, ...filter }).map(({ seq }) => seq)

describe('deliveries', () => {
  it('come with their decision, what they led to, and how often they came', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await fill(store)
    await record(store, 'two', queueing('shop', 'blog'), { receivedAt: 5_000 })
    expect(store.getDelivery(2)).toEqual({
      ...sampleDelivery('two', { pusher: 'ada', deleted: false, forced: true }),
      seq: 2,
      status: 'queued',
      reason: 'main is deployed',
      receivedAgain: 1,
      receivedAgainAt: 5_000,
      deployments: [
        { id: 1, app: 'shop' },
        { id: 2, app: 'blog' },
      ],
    })
    expect(store.getDelivery(1)).toMatchObject({ status: 'pong', receivedAgain: 0, deployments: [] })
    expect(store.getDelivery(99)).toBeUndefined()
  })

  const filters: [filter: Partial<DeliveryFilter>, found: number[]][] = [
    [{}, [5, 4, 3, 2, 1]],
    [{ limit: 2 }, [5, 4]],
    [{ limit: 2, before: 4 }, [3, 2]],
    [{ status: 'ignored' }, [5, 3]],
    [{ status: 'queued', before: 4 }, [2]],
    [{ event: 'push' }, [4, 3, 2]],
    [{ event: 'push', status: 'ignored' }, [3]],
    [{ event: 'unheard' }, []],
    [{ repository: 'ACME/shop' }, [5, 4, 2, 1]],
    [{ repository: 'acme/wiki' }, [3]],
    [{ repository: 'acme/shop', status: 'ignored' }, [5]],
    [{ repository: 'acme/shop', event: 'push', limit: 1, before: 4 }, [2]],
    [{ repository: 'acme' }, []],
    [{ app: 'shop' }, [4, 2]],
    [{ app: 'blog' }, [2]],
    [{ app: 'shop', before: 4 }, [2]],
    [{ app: 'shop', search: 'ada' }, [2]],
    [{ app: 'shop', event: 'ping' }, []],
    [{ search: 'WIKI' }, [3]],
    [{ search: '100%_wip' }, [3]],
    [{ search: '%' }, [3]],
    [{ search: 'hook works' }, [1]],
    [{ search: 'main', limit: 1 }, [5]],
    [{ search: 'main', repository: 'acme/shop', status: 'queued' }, [4, 2]],
    [{ search: 'main', event: 'issues' }, [5]],
  ]

  it.each(filters)('with %j are %j', async (filter, found) => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await fill(store)
    expect(seqs(store, filter)).toEqual(found)
  })

  it('are found by repository also when they are many, were decided again, or swept', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const count = 1_100
    await Promise.all(
      Array.from({ length: count }, (_, index) =>
        record(store, String(index), ignored, { repository: `acme/${index % 100}`, receivedAt: index }),
      ),
    )
    expect(seqs(store, { repository: 'acme/7', limit: 99 })).toEqual([
      1008, 908, 808, 708, 608, 508, 408, 308, 208, 108, 8,
    ])
    await record(store, '7', queueing('shop'), { repository: 'acme/7' })
    expect(seqs(store, { repository: 'ACME/7', status: 'queued' })).toEqual([8])
    expect(seqs(store, { repository: 'acme/7', status: 'ignored', limit: 99 })).toHaveLength(10)
    store.sweep({ olderThan: 900, perApp: 9, versions: new Map() })
    expect(seqs(store, { repository: 'acme/7', limit: 99 })).toEqual([1008, 908, 8])
    expect(store.rowCounts()).toEqual({ deliveries: 201, deployments: 1 })
  })
})

const about = (subject: string, author: string) => ({ subject, author, commits: [], total: 1 })

describe('searching deployments', () => {
  it('finds the start of a commit, a branch, and parts of subject and author, within the other filters', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    for (const [app, branch] of [
      ['shop', 'main'],
      ['blog', 'feature/basket'],
      ['shop', 'main'],
    ] as const) {
      await store.request(sampleWanted(app, { branch }), 1_000)
      store.claim(1_000)
    }
    store.patch(1, { commit: 'c0ffee00', about: about('Fix the basket (#7)', 'Ada Lovelace') })
    store.finish(1, 'failed', 1_000, { reason: 'no' })
    store.patch(2, { commit: 'beefc0ff' })
    const ids = (filter: object) => store.list({ limit: 9, ...filter }).map(({ id }) => id)
    expect(ids({ search: 'c0ff' })).toEqual([1])
    expect(ids({ search: 'BASKET' })).toEqual([2, 1])
    expect(ids({ search: 'lovelace' })).toEqual([1])
    expect(ids({ search: 'main' })).toEqual([3, 1])
    expect(ids({ search: 'main', app: 'shop', states: ['failed'] })).toEqual([1])
    expect(ids({ search: 'basket', before: 2, limit: 1 })).toEqual([1])
    expect(ids({ search: 'main', states: [] })).toEqual([])
    expect(ids({ search: '_' })).toEqual([])
    expect(store.get(1)?.about).toEqual(about('Fix the basket (#7)', 'Ada Lovelace'))
  })
})

describe('numbers', () => {
  it('tell what ended since, oldest first, and how long a push took to go live', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const end = (state: 'succeeded' | 'failed' | 'skipped', now: number) => {
      store.finish(store.claim(1_000)?.id ?? 0, state, now, { reason: state })
    }
    await record(store, '1', queueing('shop'))
    end('succeeded', 4_000)
    await store.request(sampleWanted('shop', { cause: { kind: 'request', by: 'ada' } }), 1_000)
    end('succeeded', 3_000)
    await record(store, '2', queueing('blog'))
    end('failed', 5_000)
    await record(store, '3', queueing('blog'))
    end('skipped', 6_000)
    expect(store.numbersSince(0)).toEqual([
      { id: 2, app: 'shop', state: 'succeeded', createdAt: 1_000, finishedAt: 3_000 },
      { id: 1, app: 'shop', state: 'succeeded', createdAt: 1_000, finishedAt: 4_000, pushToLiveMs: 3_000 },
      { id: 3, app: 'blog', state: 'failed', createdAt: 1_000, finishedAt: 5_000 },
    ])
    expect(store.numbersSince(3_500, 'shop').map(({ id }) => id)).toEqual([1])
    const { bytes, freeBytes } = store.databaseSize()
    expect(bytes % 4_096).toBe(0)
    expect(bytes).toBeGreaterThan(freeBytes)
  })
})

describe('what is shown of all apps', () => {
  it('is the newest of each, also right after it ended, or another was queued', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.request(sampleWanted('shop'), 1_000)
    store.claim(1_000)
    store.patch(1, { project: 'redshop' })
    store.beginStep(1, 'report', 1_000)
    const last = () => store.latest().get('shop')
    expect([last()?.state, store.lastProject('shop')]).toEqual(['running', undefined])
    store.finish(1, 'succeeded', 2_000, { reason: 'done' })
    expect(last()?.steps).toEqual([{ name: 'report', startedAt: 1_000, result: 'running' }])
    store.endStep(1, 'report', 'done', 5)
    expect(last()?.steps[0]?.result).toBe('done')
    expect(store.lastProject('shop')).toEqual(store.get(1))
    await store.request(sampleWanted('shop'), 3_000)
    expect([last()?.id, store.lastProject('shop')?.id]).toEqual([2, 1])
  })
})
