import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/adapters/store/store.ts'
import type { Delivery } from '../../../src/pipeline/ports/delivery.ts'
import type { Store } from '../../../src/pipeline/ports/store.ts'
import { makeDataFolder, queueing, sampleDelivery, sampleWanted } from '../../support/store-samples.ts'

const [one, two] = ['1'.repeat(40), '2'.repeat(40)]
const of = { app: 'shop', provider: 'github', repository: 'Acme/Shop', branch: 'main' } as const
const ignored = { status: 'ignored', reason: 'nobody deploys it' } as const

async function finish(store: Store, commit: string, state: 'failed' | 'rolled_back' | 'skipped', at: number) {
  const { id } = await store.request(sampleWanted('shop', { cause: { kind: 'request', by: 'ann' } }), at)
  store.claim(at)
  store.patch(id, { commit })
  store.finish(id, state, at, { reason: 'so it went' })
}

describe('a tip was decided on', () => {
  const deliveries: [title: string, changes: Partial<Delivery>, isDecided: boolean][] = [
    ['where a delivery told of it', { after: one }, true],
    [
      'where it was one of several refs',
      { ref: 'refs/heads/wip', after: two, meaning: severalRefs('refs/heads/main') },
      true,
    ],
    [
      'not where that ref was another branch',
      { ref: 'refs/heads/wip', after: two, meaning: severalRefs('refs/heads/dev') },
      false,
    ],
    ['where it came to its own URL', { hook: 'github/acme/shop', after: one }, true],
    ['not where it came to the URL of another repository', { hook: 'github/acme/blog', after: one }, false],
    ['not where another forge told of it', { hook: 'gitlab', after: one }, false],
    ['not where it was another branch', { ref: 'refs/heads/dev', after: one }, false],
    ['not where it was another repository', { repository: 'acme/blog', after: one }, false],
    ['not where it was another commit', { after: two }, false],
  ]
  it.each(deliveries)('%s', async (_, changes, isDecided) => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.record(sampleDelivery('one', changes), ignored)
    expect(store.isTipDecided({ ...of, commit: one })).toBe(isDecided)
  })

  it.each(['failed', 'rolled_back', 'skipped'] as const)('where a deployment of it was %s', async state => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await finish(store, one, state, 1_000)
    expect(store.isTipDecided({ ...of, commit: one })).toBe(true)
    expect(store.isTipDecided({ ...of, app: 'blog', commit: one })).toBe(false)
    expect(store.isTipDecided({ ...of, commit: two })).toBe(false)
  })

  it('as soon as a deployment is queued for it, also one that was overtaken', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    for (const tip of [one, two])
      await store.request(sampleWanted('shop', { cause: { kind: 'poll', tip, isMissed: false } }), 1_000)
    expect([one, two].map(commit => store.isTipDecided({ ...of, commit }))).toEqual([true, true])
  })

  it('since a time, only where something happened later: a branch may be moved back', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.record(sampleDelivery('one', { after: one, receivedAt: 1_000 }), queueing())
    await finish(store, one, 'failed', 2_000)
    expect([1_999, 2_000].map(since => store.isTipDecided({ ...of, commit: one, since }))).toEqual([true, false])
    await store.record(sampleDelivery('one', { after: one, receivedAt: 3_000 }), queueing())
    expect([2_999, 3_000].map(since => store.isTipDecided({ ...of, commit: one, since }))).toEqual([true, false])
    await store.request(sampleWanted('shop', { cause: { kind: 'poll', tip: one, isMissed: true } }), 4_000)
    expect(store.isTipDecided({ ...of, commit: one, since: 9_000 })).toBe(true)
  })
})

describe('tips are remembered', () => {
  it('one a branch, the newest', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    expect([store.rememberedTip('shop', 'main'), store.hasTips('shop', 'main')]).toEqual([undefined, false])
    store.rememberTip({ app: 'shop', branch: 'main', commit: one, at: 1 })
    store.rememberTip({ app: 'shop', branch: 'main', commit: two, at: 2 })
    expect(store.rememberedTip('shop', 'main')).toEqual({ commit: two, at: 2 })
    expect(['main', 'dev'].map(branch => store.hasTips('shop', branch))).toEqual([true, false])
  })

  it('by deployments, too: there is something that may have been missed', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.request(sampleWanted('shop'), 1_000)
    expect(['main', 'dev'].map(branch => store.hasTips('shop', branch))).toEqual([true, false])
  })
})

function severalRefs(ref: string): NonNullable<Delivery['meaning']> {
  const change = { deleted: false, forced: false }
  return {
    kind: 'push',
    repository: { owner: 'acme', name: 'shop' },
    refs: [
      { ...change, ref: 'refs/heads/wip', after: two },
      { ...change, ref, after: one },
    ],
  }
}
