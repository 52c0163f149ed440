import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/adapters/store/store.ts'
import type { Store } from '../../../src/pipeline/ports/store.ts'
import { makeDataFolder, sampleRollback, sampleWanted } from '../../support/store-samples.ts'

const end = { reason: 'done' }
const again = { availableAt: 0, reason: 'again', countRetry: false, countAttempt: true }

const interrupted = { code: 'INTERRUPTED', message: 'it ended', hint: 'Look.' } as const
const version = {
  composeFiles: ['compose.yml'],
  images: [{ service: 'web', id: 'sha256:1', name: 'web', isBuilt: true }],
}

const request = async (store: Store, app: string, lane = `/srv/${app}`) =>
  (await store.request(sampleWanted(app, { lane }), 1_000)).id

describe('claim', () => {
  it('takes them in the order they came, and counts the attempt', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    for (const app of ['a', 'b', 'c']) await request(store, app)
    expect(['a', 'b', 'c'].map(() => store.claim(2_000)?.app)).toEqual(['a', 'b', 'c'])
    expect(store.get(1)).toMatchObject({ state: 'running', startedAt: 2_000, attempts: 1 })
    expect(store.claim(2_000)).toBeUndefined()
  })

  it('runs one deployment a lane, and other lanes beside it', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await request(store, 'a', '/srv/shared')
    await request(store, 'b', '/srv/shared')
    await request(store, 'c')
    expect([store.claim(2_000)?.app, store.claim(2_000)?.app, store.claim(2_000)]).toEqual(['a', 'c', undefined])
    store.finish(1, 'failed', 3_000, end)
    expect(store.claim(3_000)?.app).toBe('b')
  })

  it('is fair: an app that is pushed to without end does not keep the others waiting', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const ran: string[] = []
    await request(store, 'busy')
    for (const app of ['a', 'b']) await request(store, app)
    for (let round = 0; round < 5; round++) {
      const claimed = store.claim(2_000)
      await request(store, 'busy')
      await request(store, 'busy')
      if (claimed) store.finish(claimed.id, 'succeeded', 2_000, end)
      ran.push(claimed?.app ?? 'nothing')
    }
    expect(ran).toEqual(['busy', 'a', 'b', 'busy', 'busy'])
  })

  it('waits until the time has come, and says when', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    expect(store.nextAvailableAt()).toBeUndefined()
    const id = await request(store, 'a')
    expect(store.nextAvailableAt()).toBe(1_000)
    store.claim(1_000)
    store.requeue(id, { availableAt: 5_000, reason: 'The remote is away', countRetry: true, countAttempt: false })
    expect(store.get(id)).toMatchObject({ retries: 1, attempts: 0, reason: 'The remote is away', state: 'queued' })
    expect(store.nextAvailableAt()).toBe(5_000)
    expect(store.claim(4_999)).toBeUndefined()
    expect(store.claim(5_000)).toMatchObject({ id, attempts: 1, startedAt: 1_000 })
    expect(store.get(id)?.reason).toBeUndefined()
  })

  it('waits for no time that has gone: the clock may have been put back since it was queued', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const hour = 3_600_000
    const { id } = await store.request(sampleWanted('a'), 1_000 + hour)
    expect(store.claim(1_000)).toMatchObject({ id })
  })

  it('does not count what waits behind a busy lane as available', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await request(store, 'a', '/srv/shared')
    await request(store, 'b', '/srv/shared')
    store.claim(1_000)
    expect(store.nextAvailableAt()).toBeUndefined()
  })

  it('goes on in the old place', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    for (const app of ['a', 'b']) await request(store, app)
    store.claim(1_000)
    store.requeue(1, again)
    expect(store.claim(1_000)?.app).toBe('a')
  })
})

describe('the states', () => {
  it('keeps how a deployment ended', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await request(store, 'a')
    store.claim(1_000)
    const error = { code: 'BUILD_FAILED', message: 'web did not build', hint: 'Read the log.' } as const
    store.finish(1, 'failed', 4_000, { reason: 'web did not build', error })
    expect(store.get(1)).toMatchObject({ state: 'failed', finishedAt: 4_000, reason: 'web did not build', error })
  })

  it('refuses a move that is not legal, and changes nothing', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await request(store, 'a')
    const illegal = [
      () => store.finish(1, 'succeeded', 2_000, end),
      () => store.requeue(1, again),
      () => store.patch(1, { commit: 'c' }),
      () => store.finish(99, 'failed', 2_000, end),
    ]
    for (const move of illegal) expect(move).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
    expect(store.get(1)?.state).toBe('queued')
    store.finish(1, 'cancelled', 2_000, end)
    expect(() => store.finish(1, 'failed', 2_000, end)).toThrow('Deployment 1 is cancelled and cannot become failed')
  })

  it('keeps steps and what the deployment found; reached only moves forward', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await request(store, 'a')
    store.claim(1_000)
    store.beginStep(1, 'sync', 1_100)
    store.endStep(1, 'sync', 'done', 12.5)
    store.beginStep(1, 'build', 1_200)
    const found = {
      commit: 'c',
      color: 'red',
      project: 'reda',
      inputs: { hashes: {}, composeFiles: [] },
      error: interrupted,
      previous: version,
      version: { ...version, deployment: 7, commit: 'b' },
      outcome: [{ service: 'web', built: 'new', container: 'recreated' }],
    } as const
    store.patch(1, { ...found, reached: 'plan' })
    expect(store.get(1)).toMatchObject({
      ...found,
      reached: 'build',
      steps: [
        { name: 'sync', startedAt: 1_100, durationMs: 12.5, result: 'done' },
        { name: 'build', startedAt: 1_200, result: 'running' },
      ],
    })
  })
})

describe('rollbacks', () => {
  const rollback = async (store: Store, app: string, lane = `/srv/${app}`) =>
    (await store.request(sampleRollback(app, 1, { lane }), 1_000)).id

  it('go before every push, wait beside it, and are superseded by a newer rollback alone', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    for (const app of ['a', 'b', 'b']) await request(store, app)
    const first = await rollback(store, 'b')
    await request(store, 'b')
    const second = await rollback(store, 'b')
    expect(store.get(first)).toMatchObject({
      state: 'superseded',
      supersededBy: second,
      reason: `Overtaken by a newer rollback, see deployment ${second}`,
    })
    expect(store.counts()).toEqual({ queued: 3, running: 0 })
    expect([store.claim(1_000)?.id, store.claim(1_000)?.app, store.claim(1_000)]).toEqual([second, 'a', undefined])
    store.finish(second, 'succeeded', 1_000, end)
    expect(store.claim(1_000)?.id).toBe(5)
  })

  it('keep the push that waits waiting while they wait to try again', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const id = await rollback(store, 'a')
    store.claim(1_000)
    await request(store, 'a')
    store.requeue(id, { ...again, availableAt: 5_000 })
    expect(store.get(2)?.state).toBe('queued')
    expect([store.claim(1_000), store.nextAvailableAt()]).toEqual([undefined, 5_000])
    expect(store.claim(5_000)?.id).toBe(id)
  })

  it('that come back to the queue hand on to a newer rollback alone', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const older = await rollback(store, 'a')
    store.claim(1_000)
    await request(store, 'a')
    const newer = await rollback(store, 'a')
    store.requeue(older, again)
    expect(store.get(older)).toMatchObject({ state: 'superseded', supersededBy: newer })
    expect([store.get(2)?.state, store.get(newer)?.state]).toEqual(['queued', 'queued'])
  })

  it('end as rolled_back with the failure that was made good', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await request(store, 'a')
    store.claim(1_000)
    const error = { code: 'UNHEALTHY', message: 'web is unhealthy', hint: 'Read its log.' } as const
    store.patch(1, { reached: 'rollback', error, previous: version })
    store.finish(1, 'rolled_back', 2_000, { reason: 'web is unhealthy', error })
    expect(store.get(1)).toMatchObject({ state: 'rolled_back', finishedAt: 2_000, error, previous: version })
    expect(() => store.finish(1, 'failed', 2_000, end)).toThrow('Deployment 1 is rolled_back and cannot become failed')
  })
})

describe('what ran before', () => {
  const begun = { previous: version, project: 'reda', color: 'red', reached: 'up' } as const

  it.each(['before', 'after'] as const)(
    'is handed on to a newer push that came %s the return to the queue',
    async when => {
      using data = makeDataFolder()
      await using store = openStore(data.path)
      await request(store, 'a')
      store.claim(1_000)
      store.patch(1, begun)
      if (when === 'after') store.requeue(1, again)
      await request(store, 'a')
      if (when === 'before') store.requeue(1, again)
      expect(store.get(1)?.state).toBe('superseded')
      expect(store.claim(1_000)).toMatchObject({ id: 2, previous: version, project: 'reda', color: 'red' })
    },
  )

  it('is forgotten where a rollback changed it meanwhile', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await request(store, 'a')
    store.claim(1_000)
    store.patch(1, begun)
    store.requeue(1, again)
    await store.request(sampleRollback('a', 1), 1_000)
    expect(store.claim(1_000)?.id).toBe(2)
    store.finish(2, 'succeeded', 1_000, end)
    expect(store.claim(1_000)).not.toHaveProperty('previous')
  })
})

describe('the way back', () => {
  const failed = { reached: 'rollback', error: interrupted, previous: version } as const

  it('goes on before a newer push begins, with its failure, and is never handed on', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await request(store, 'a')
    store.claim(1_000)
    store.patch(1, failed)
    await request(store, 'a')
    await store.request(sampleRollback('a', 1), 1_000)
    store.requeue(1, { ...again, countAttempt: false })
    expect(store.get(1)?.state).toBe('queued')
    await request(store, 'a')
    expect(store.claim(1_000)).toMatchObject({ id: 1, ...failed })
  })

  it('forgets no failure but that of an attempt which begins anew', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await request(store, 'a')
    store.claim(1_000)
    store.patch(1, { reached: 'verify', error: interrupted })
    store.requeue(1, again)
    expect(store.get(1)).toMatchObject({ reached: 'verify', error: interrupted })
    expect(store.claim(1_000)).not.toHaveProperty('error')
  })

  it('is what remains after the last attempt that touched containers, and is given up after twice as many', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await request(store, 'a')
    const states = []
    for (let attempt = 1; attempt <= 6; attempt++) {
      expect(store.claim(2_000)?.attempts).toBe(attempt)
      if (attempt === 1) store.patch(1, { previous: version, reached: 'up' })
      store.recover(2_000, 3)
      states.push(`${store.get(1)?.state} ${store.get(1)?.reached} ${store.get(1)?.error?.code}`)
    }
    expect(states).toEqual([
      'queued up undefined',
      'queued up undefined',
      'queued rollback INTERRUPTED',
      'queued rollback INTERRUPTED',
      'queued rollback INTERRUPTED',
      'failed rollback ROLLBACK_FAILED',
    ])
  })
})

describe('recover', () => {
  it('queues again what ran, gives up after the last attempt, and leaves the queue alone', async () => {
    using data = makeDataFolder()
    {
      await using store = openStore(data.path)
      for (const app of ['again', 'tired', 'waiting']) await request(store, app)
      store.claim(1_000)
      for (let attempt = 1; attempt < 3; attempt++) {
        store.claim(1_000)
        store.requeue(2, again)
      }
      store.claim(1_000)
      store.beginStep(1, 'build', 1_500)
    }
    await using store = openStore(data.path)
    expect(store.recover(9_000, 3).map(({ app, state }) => `${app} ${state}`)).toEqual([
      'again running',
      'tired running',
    ])
    expect(store.get(1)).toMatchObject({
      state: 'queued',
      reached: 'build',
      steps: [{ name: 'build', result: 'interrupted' }],
    })
    expect(store.get(2)).toMatchObject({ state: 'failed', finishedAt: 9_000, error: { code: 'INTERRUPTED' } })
    expect(store.get(3)).toMatchObject({ state: 'queued', attempts: 0 })
    expect(store.recover(9_000, 3)).toEqual([])
  })

  it('lets the newer push of an app take over what was interrupted', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.request(sampleWanted('a', { wishes: { build: true } }), 1_000)
    store.claim(1_000)
    await request(store, 'a')
    store.recover(2_000, 3)
    expect(store.get(1)).toMatchObject({ state: 'superseded', supersededBy: 2 })
    expect(store.claim(2_000)).toMatchObject({ id: 2, wishes: { build: true } })
  })
})

describe('followRegistry', () => {
  it('cancels what waits for an app that left, and moves the others to their lane', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    for (const app of ['gone', 'moved', 'running']) await request(store, app)
    store.finish(store.claim(1_000)?.id ?? 0, 'succeeded', 1_000, end)
    await request(store, 'gone')
    store.claim(1_000)
    store.claim(1_000)
    store.requeue(2, again)
    const cancelled = store.followRegistry([{ app: 'moved', lane: '/srv/new' }], 2_000)
    expect(cancelled).toMatchObject([
      { app: 'gone', state: 'cancelled', reason: 'The app gone left the registry before its turn came' },
    ])
    expect(store.get(2)).toMatchObject({ state: 'queued', lane: '/srv/new' })
    expect(store.get(3)?.state).toBe('running')
  })
})
