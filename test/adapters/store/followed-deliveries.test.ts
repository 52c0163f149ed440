import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/adapters/store/store.ts'
import type { PullRequest } from '../../../src/core/delivery/meaning.ts'
import type { KnownRepository } from '../../../src/pipeline/ports/repository-store.ts'
import { makeDataFolder, queueing, sampleDelivery, sampleWanted } from '../../support/store-samples.ts'

const repository = { owner: 'acme', name: 'shop', host: 'github.com', id: '1' }
const meaning: PullRequest = {
  ...{
    kind: 'pull-request',
    repository,
    action: 'opened',
    number: 12,
    title: 'A change',
    isMerged: false,
    isDraft: false,
  },
  ...{ base: 'main', head: { branch: 'topic', commit: 'c'.repeat(40), repository }, isFork: false },
}
const pending = (id: string) => sampleDelivery(id, { event: 'pull_request', meaning, isPending: true })
const nothing = { status: 'queued', reason: 'handed on', wanted: [] } as const

describe('a delivery that is to be handed on', () => {
  it('waits, the oldest first, until it is settled, also after Redhook was opened anew', async () => {
    using data = makeDataFolder()
    {
      await using store = openStore(data.path)
      await store.record(pending('one'), nothing)
      await store.record(sampleDelivery('push'), queueing('shop'))
      await store.record(pending('two'), nothing)
    }
    await using store = openStore(data.path)
    expect(store.pendingDeliveries(9).map(({ id }) => id)).toEqual(['one', 'two'])
    expect(store.pendingDeliveries(1)).toMatchObject([{ id: 'one', meaning, isPending: true, status: 'queued' }])
    store.settleDelivery(store.pendingDeliveries(1)[0]?.seq ?? 0)
    expect(store.pendingDeliveries(9).map(({ id }) => id)).toEqual(['two'])
  })

  it('waits again when it comes again', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.record(pending('one'), nothing)
    const [one] = store.pendingDeliveries(9)
    store.settleDelivery(one?.seq ?? 0)
    expect(await store.record(pending('one'), nothing)).toEqual({
      status: 'queued',
      reason: 'handed on',
      deployments: [],
    })
    expect(store.pendingDeliveries(9).map(({ id, receivedAgain }) => [id, receivedAgain])).toEqual([['one', 1]])
  })

  it('has what it says as it came; a plain push has no more than its fields', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.record(pending('one'), nothing)
    await store.record(sampleDelivery('push'), queueing('shop'))
    const [push, pull] = store.listDeliveries({ limit: 2 })
    expect(pull?.meaning).toEqual(meaning)
    expect(push).not.toHaveProperty('meaning')
    expect(push).not.toHaveProperty('isPending')
  })
})

describe('known repositories', () => {
  const shop: KnownRepository = {
    ...{ provider: 'github', host: 'github.com', id: '1', name: 'acme/shop', seenAs: 'acme/shop', seenAt: 1_000 },
  }

  it('are one for each id of a forge, as they were seen last, until they are forgotten', async () => {
    using data = makeDataFolder()
    {
      await using store = openStore(data.path)
      store.rememberRepository(shop)
      store.rememberRepository({ ...shop, provider: 'gitlab', seenAt: 500 })
      store.rememberRepository({ ...shop, seenAs: 'acme/store', seenAt: 2_000 })
    }
    await using store = openStore(data.path)
    expect(store.knownRepositories()).toEqual([
      { ...shop, provider: 'gitlab', seenAt: 500 },
      { ...shop, seenAs: 'acme/store', seenAt: 2_000 },
    ])
    store.forgetRepository(shop)
    expect(store.knownRepositories().map(({ provider }) => provider)).toEqual(['gitlab'])
  })
})

describe('deployments of a ref', () => {
  const tip = sampleWanted('shop')
  const ref = (of: string) =>
    sampleWanted('shop', { cause: { kind: 'push', delivery: 'd', trigger: 'checks', ref: of } })
  const states = (store: ReturnType<typeof openStore>) =>
    store.list({ limit: 9 }).map(({ id, state, supersededBy = 0 }) => `${id} ${state} ${supersededBy}`)

  it('wait beside the tip, which goes first; of those for refs the newest waits', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.record(sampleDelivery('a'), queueing(tip))
    await store.record(sampleDelivery('b'), queueing(ref('one')))
    await store.record(sampleDelivery('c'), queueing(ref('two')))
    expect(states(store)).toEqual(['3 queued 0', '2 superseded 3', '1 queued 0'])
    expect(store.claim(2_000)?.id).toBe(1)
    store.finish(1, 'succeeded', 3_000, { reason: 'live' })
    expect(store.claim(4_000)).toMatchObject({ id: 3, cause: { ref: 'two' } })
  })

  it('give way to a tip that was pushed later, with their wishes and their place', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.record(sampleDelivery('a'), queueing({ ...ref('one'), wishes: { pull: true } }))
    await store.record(sampleDelivery('b'), queueing(sampleWanted('blog')))
    await store.record(sampleDelivery('c'), queueing(tip))
    expect(states(store)).toEqual(['3 queued 0', '2 queued 0', '1 superseded 3'])
    expect(store.claim(2_000)).toMatchObject({ id: 3, wishes: { pull: true } })
  })

  it('are no less urgent than what other apps wait for', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.record(sampleDelivery('a'), queueing(ref('one')))
    await store.record(sampleDelivery('b'), queueing(sampleWanted('blog')))
    expect([store.claim(2_000)?.app, store.claim(2_000)?.app]).toEqual(['shop', 'blog'])
  })

  it('go to the tip that was pushed while they ran, when they have to go back to the queue', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.record(sampleDelivery('a'), queueing(ref('one')))
    store.claim(2_000)
    await store.record(sampleDelivery('b'), queueing(tip))
    store.requeue(1, { availableAt: 2_000, reason: 'away', countRetry: true, countAttempt: true })
    expect(states(store)).toEqual(['2 queued 0', '1 superseded 2'])
  })
})
