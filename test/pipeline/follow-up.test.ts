import { describe, expect, it } from 'vitest'
import { createAppIndex } from '../../src/core/delivery/app-index.ts'
import type { PullRequest } from '../../src/core/delivery/meaning.ts'
import { RedhookError } from '../../src/core/errors.ts'
import { type FollowUpPorts, startFollowUp } from '../../src/pipeline/follow-up.ts'
import type { HandlePullRequest } from '../../src/pipeline/hand-on.ts'
import type { Store } from '../../src/pipeline/ports/store.ts'
import { openTestStore } from '../support/github-store.ts'
import { createMemoryLog, eventually, sampleApp } from '../support/pipeline-samples.ts'
import { sampleDelivery } from '../support/store-samples.ts'

const repositoryOf = (name: string) => ({ owner: 'acme', name })
const pull = (name: string, number: number): PullRequest => ({
  ...{ kind: 'pull-request', repository: repositoryOf(name), action: 'opened', number, title: 'A change' },
  ...{
    isMerged: false,
    isDraft: false,
    base: 'main',
    isFork: false,
    head: { branch: 'topic', commit: 'c'.repeat(40) },
  },
})
const keep = (store: Store, name: string, number: number) =>
  store.record(
    sampleDelivery(`${name}-${number}`, {
      ...{ event: 'pull_request', repository: `acme/${name}`, meaning: pull(name, number), isPending: true },
    }),
    { status: 'queued', reason: 'handed on', wanted: [] },
  )

function start(store: Store, handlers: Record<string, HandlePullRequest>, more: Partial<FollowUpPorts> = {}) {
  const log = createMemoryLog()
  const waits: number[] = []
  const following = startFollowUp({
    ...{ store, log, pullRequests: handlers, known: () => new Map(), forgetInstallations: () => undefined },
    appIndex: () => createAppIndex([sampleApp('shop'), sampleApp('blog')]),
    clock: { sleep: async ms => void waits.push(ms) },
    ...more,
  })
  return { following, log, waits }
}

const settled = (store: Store) =>
  eventually(
    () => store.pendingDeliveries(9).length,
    count => count === 0,
  )

describe('what is handed on', () => {
  it('goes to every handler with the apps of its repository, in order, and is settled', async () => {
    await using kept = openTestStore()
    await keep(kept.store, 'shop', 1)
    await keep(kept.store, 'blog', 2)
    await keep(kept.store, 'shop', 3)
    const heard: string[] = []
    const note =
      (name: string): HandlePullRequest =>
      async (delivery, { number }, apps) => {
        await new Promise(resolve => setImmediate(resolve))
        heard.push(`${name}: ${delivery.repository} ${number} for ${apps.map(app => app.name).join()}`)
      }
    await using _ = start(kept.store, { previews: note('previews'), checks: note('checks') }).following
    await settled(kept.store)
    expect(heard.filter(line => line.startsWith('previews: acme/shop'))).toEqual([
      'previews: acme/shop 1 for shop',
      'previews: acme/shop 3 for shop',
    ])
    expect(heard.toSorted()).toEqual([
      'checks: acme/blog 2 for blog',
      'checks: acme/shop 1 for shop',
      'checks: acme/shop 3 for shop',
      'previews: acme/blog 2 for blog',
      'previews: acme/shop 1 for shop',
      'previews: acme/shop 3 for shop',
    ])
  })

  it('waits for a store that is away, also at the start', async () => {
    await using kept = openTestStore()
    await keep(kept.store, 'shop', 1)
    let failures = 2
    const store = {
      settleDelivery: kept.store.settleDelivery,
      pendingDeliveries(limit: number) {
        if (failures-- > 0) throw new Error('the database is locked')
        return kept.store.pendingDeliveries(limit)
      },
    }
    const heard: number[] = []
    const handlers = { previews: async (_: unknown, { number }: PullRequest) => void heard.push(number) }
    const { following, waits } = start(kept.store, handlers, { store })
    await using _ = following
    await settled(kept.store)
    expect([heard, waits.length]).toEqual([[1], 2])
  })

  it('is tried again with growing waits, and nothing of the repository goes before it', async () => {
    await using kept = openTestStore()
    await keep(kept.store, 'shop', 1)
    await keep(kept.store, 'shop', 2)
    const heard: number[] = []
    let failures = 3
    const { following, waits } = start(kept.store, {
      async previews(_, { number }) {
        heard.push(number)
        if (failures-- > 0) throw new Error('the engine is away')
      },
    })
    await using _ = following
    await settled(kept.store)
    expect(heard).toEqual([1, 1, 1, 1, 2])
    expect(waits).toEqual([1_000, 2_000, 4_000])
  })

  it('reaches the other handlers, and other repositories, while one is broken', async () => {
    await using kept = openTestStore()
    const heard: string[] = []
    const { following } = start(
      kept.store,
      {
        broken: async (_, { repository: { name } }) => {
          if (name === 'shop') throw new Error('broken')
        },
        checks: async (_, { repository: { name }, number }) => void heard.push(`${name} ${number}`),
      },
      {
        clock: {
          sleep: (_, signal) =>
            new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
        },
      },
    )
    {
      await using _ = following
      await keep(kept.store, 'shop', 1)
      await keep(kept.store, 'shop', 2)
      await keep(kept.store, 'blog', 3)
      following.wake()
      await eventually(
        () => kept.store.pendingDeliveries(9).map(({ id }) => id),
        ids => ids.join() === 'shop-1,shop-2',
      )
      expect(heard).toEqual(['shop 1', 'blog 3', 'shop 2'])
    }
    const again: number[] = []
    await using _ = start(kept.store, { broken: async (__, { number }) => void again.push(number) }).following
    await settled(kept.store)
    expect(again).toEqual([1, 2])
  })

  it('waits until what a handler has begun is done, with what came after it of the pull request; the next is heard at once', async () => {
    await using kept = openTestStore()
    for (const [name, number] of [
      ['a', 1],
      ['b', 1],
      ['c', 2],
    ] as const)
      await kept.store.record(
        sampleDelivery(name, { event: 'pull_request', meaning: pull('shop', number), isPending: true }),
        { status: 'queued', reason: 'handed on', wanted: [] },
      )
    const heard: string[] = []
    const plan = Promise.withResolvers<void>()
    const handler: HandlePullRequest = async ({ id }, _meaning, _apps, waitUntil) => {
      heard.push(id)
      if (id === 'a') waitUntil(plan.promise)
    }
    {
      await using _ = start(kept.store, { plan: handler }).following
      await eventually(
        () => kept.store.pendingDeliveries(9).map(({ id }) => id),
        ids => ids.join() === 'a,b',
      )
      expect(heard).toEqual(['a', 'b', 'c'])
    }
    expect(kept.store.pendingDeliveries(9).map(({ id }) => id)).toEqual(['a', 'b'])
    await using _ = start(kept.store, { plan: handler }).following
    plan.resolve()
    await settled(kept.store)
    expect(heard).toEqual(['a', 'b', 'c', 'a', 'b'])
  })

  it('is given up where trying again cannot help, and says so', async () => {
    await using kept = openTestStore()
    await keep(kept.store, 'shop', 1)
    const error = new RedhookError('no', { code: 'PREVIEW_REFUSED', hint: 'None.' })
    const { following, log } = start(kept.store, { previews: () => Promise.reject(error) })
    await using _ = following
    await settled(kept.store)
    expect(log.lines).toEqual([
      expect.stringMatching(/^error: a delivery could not be handed on .*"handler":"previews"/),
    ])
  })

  it('tells who knows of installations that an App was installed or removed', async () => {
    await using kept = openTestStore()
    const meaning = { kind: 'installation', id: 7, change: 'created' } as const
    const delivery = sampleDelivery('app', { event: 'installation', meaning, isPending: true })
    await kept.store.record(delivery, { status: 'ignored', reason: 'looked up anew' })
    const forgotten: string[] = []
    await using _ = start(kept.store, {}, { forgetInstallations: () => void forgotten.push('all') }).following
    await settled(kept.store)
    expect(forgotten).toEqual(['all'])
  })
})
