import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/adapters/store/store.ts'
import type { Lock } from '../../../src/pipeline/ports/hold-store.ts'
import { makeDataFolder, sampleRollback, sampleWanted } from '../../support/store-samples.ts'

const lockOf = (app: string, until?: number): Lock => ({
  app,
  reason: 'the fair',
  by: 'ada',
  at: 500,
  ...(until === undefined ? {} : { until }),
})

describe('locks', () => {
  it('hold until they are taken away or their time is over, and survive the process', async () => {
    using data = makeDataFolder()
    {
      await using store = openStore(data.path)
      store.lock(lockOf('shop'))
      store.lock({ ...lockOf('blog', 2_000), reason: 'replaced' })
      store.lock(lockOf('blog', 3_000))
      store.lock(lockOf('wiki', 2_000))
    }
    await using store = openStore(data.path)
    expect([...store.locks(1_999).keys()]).toEqual(['blog', 'shop', 'wiki'])
    expect(store.locks(2_000)).toEqual(
      new Map([
        ['blog', lockOf('blog', 3_000)],
        ['shop', lockOf('shop')],
      ]),
    )
    expect(store.takeEndedLocks(3_000)).toEqual([lockOf('wiki', 2_000), lockOf('blog', 3_000)])
    expect(store.takeEndedLocks(3_000)).toEqual([])
    expect(store.unlock('shop')).toEqual(lockOf('shop'))
    expect(store.unlock('shop')).toBeUndefined()
  })

  it('make the claim pass over the app, and the queue wakes when the first of them ends', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.request(sampleWanted('shop'), 1_000)
    await store.request(sampleRollback('shop', 1), 1_000)
    await store.request(sampleWanted('blog'), 1_000)
    store.lock(lockOf('shop', 5_000))
    store.lock(lockOf('blog'))
    expect(store.claim(4_999)).toBeUndefined()
    expect(store.nextAvailableAt()).toBe(5_000)
    expect(store.claim(5_000)).toMatchObject({ app: 'shop', cause: { kind: 'rollback' } })
    expect(store.nextAvailableAt()).toBeUndefined()
    store.unlock('blog')
    expect(store.nextAvailableAt()).toBe(1_000)
    expect(store.claim(5_000)?.app).toBe('blog')
  })

  it('do not make a deployment available before its own time', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.request(sampleWanted('shop'), 1_000)
    store.claim(1_000)
    store.requeue(1, { availableAt: 9_000, reason: 'The remote is away', countRetry: true, countAttempt: false })
    store.lock(lockOf('shop', 5_000))
    expect(store.nextAvailableAt()).toBe(9_000)
  })

  it('do not hold a way back that was interrupted', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.request(sampleWanted('shop'), 1_000)
    store.claim(1_000)
    store.patch(1, { reached: 'rollback' })
    store.lock(lockOf('shop'))
    store.requeue(1, { availableAt: 2_000, reason: 'Redhook stops', countRetry: false, countAttempt: false })
    expect(store.nextAvailableAt()).toBe(2_000)
    expect(store.claim(2_000)?.id).toBe(1)
  })
})

describe('detours', () => {
  it('stay, one an app, until somebody ends them', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const detour = { app: 'shop', branch: 'feature/x', by: 'ada', at: 1_000, until: 2_000 }
    store.setDetour({ ...detour, branch: 'replaced' })
    store.setDetour(detour)
    store.setDetour({ app: 'blog', branch: 'next', by: 'ada', at: 1_000 })
    expect([...store.detours().keys()]).toEqual(['blog', 'shop'])
    expect(store.detours().get('blog')).toEqual({ app: 'blog', branch: 'next', by: 'ada', at: 1_000 })
    expect(store.endDetour('shop')).toEqual(detour)
    expect(store.endDetour('shop')).toBeUndefined()
  })

  it('that deployments led to are told, newest first, and nothing else that says the word', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const detourTo = (branch: string) => ({ branch, usual: 'main', isBack: false })
    const ask = (app: string, branch: string) =>
      store.request({ ...sampleWanted(app), cause: { kind: 'request', by: 'ada', detour: detourTo(branch) } }, 1_000)
    await ask('shop', 'feature/x')
    await store.request({ ...sampleWanted('shop'), cause: { kind: 'request', by: '"detour":' } }, 1_000)
    await ask('blog', 'feature/z')
    await ask('shop', 'feature/y')
    expect(store.pastDetours('shop')).toEqual([detourTo('feature/y'), detourTo('feature/x')])
    expect(store.pastDetours('wiki')).toEqual([])
  })
})
