import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/adapters/store/store.ts'
import type { StateEvent } from '../../../src/pipeline/ports/event-store.ts'
import type { Store } from '../../../src/pipeline/ports/store.ts'
import { makeDataFolder, queueing, sampleDelivery, sampleWanted } from '../../support/store-samples.ts'

const say = ({ app, deployment, what }: StateEvent) => `${app} ${deployment} ${sayWhat(what)}`

function sayWhat(what: StateEvent['what']): string {
  if (what.kind === 'hold') return what.what
  return what.kind === 'state' ? what.state : `${what.step} ${what.result}`
}

const read = (store: Store, seq: number, filter = {}) => store.eventsAfter(seq, { limit: 99, ...filter })

describe('events', () => {
  it('tell every change of a deployment and its steps, in order, with the time it was made', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    expect([store.firstEvent(), store.lastEvent()]).toEqual([0, 0])
    await store.record(sampleDelivery('1'), queueing('shop'))
    store.claim(2_000)
    store.beginStep(1, 'sync', 3_000)
    store.endStep(1, 'sync', 'done', 250.4)
    store.patch(1, { commit: 'c0ffee' })
    store.finish(1, 'succeeded', 4_000, { reason: 'done' })
    const events = read(store, 0)
    expect(events.map(event => `${event.at} ${say(event)}`)).toEqual([
      '1000 shop 1 queued',
      '2000 shop 1 running',
      '3000 shop 1 sync running',
      '3250 shop 1 sync done',
      '4000 shop 1 succeeded',
    ])
    expect([store.firstEvent(), store.lastEvent()]).toEqual([events[0]?.seq, events.at(-1)?.seq])
  })

  it('tell what was superseded, came back to the queue, was recovered and was cancelled', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.request(sampleWanted('shop'), 1_000)
    await store.request(sampleWanted('shop'), 2_000)
    store.claim(2_000)
    store.requeue(2, { availableAt: 2_000, reason: 'again', countRetry: true, countAttempt: false })
    store.claim(3_000)
    store.beginStep(2, 'sync', 3_000)
    const before = store.lastEvent()
    store.recover(4_000, 3)
    store.followRegistry([], 5_000)
    expect(read(store, 0).map(say).slice(0, 6)).toEqual([
      'shop 1 queued',
      'shop 1 superseded',
      'shop 2 queued',
      'shop 2 running',
      'shop 2 queued',
      'shop 2 running',
    ])
    expect(read(store, before).map(say)).toEqual(['shop 2 sync interrupted', 'shop 2 queued', 'shop 2 cancelled'])
    const claimedAgain = read(store, 0)[5]
    expect(Math.abs((claimedAgain?.at ?? 0) - Date.now())).toBeLessThan(60_000)
  })

  it('tell of locks that are set, replaced, taken away and over, of no deployment', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const lock = { app: 'shop', reason: 'the fair', by: 'ada', at: 1_000, until: 5_000 }
    store.lock(lock)
    store.lock({ ...lock, reason: 'still the fair', at: 2_000 })
    store.lock({ ...lock, app: 'blog', at: 3_000 })
    const before = store.lastEvent()
    store.unlock('shop')
    store.unlock('shop')
    store.takeEndedLocks(4_999)
    store.takeEndedLocks(5_000)
    expect(read(store, 0).slice(0, 3)).toEqual(
      ['shop', 'shop', 'blog'].map((app, index) => ({
        ...{ seq: index + 1, at: (index + 1) * 1_000, app, deployment: 0 },
        what: { kind: 'hold', what: 'locked' },
      })),
    )
    const ends = read(store, before)
    expect(ends.map(say)).toEqual(['shop 0 unlocked', 'blog 0 unlocked'])
    for (const { at } of ends) expect(Math.abs(at - Date.now())).toBeLessThan(60_000)
    expect(read(store, 0, { app: 'blog' }).map(say)).toEqual(['blog 0 locked', 'blog 0 unlocked'])
  })

  it('tell of detours that begin, take the place of another and end, but not that their time was set to be over', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const detour = { app: 'shop', branch: 'feature/x', by: 'ada', at: 1_000 }
    store.setDetour(detour)
    store.setDetour({ ...detour, branch: 'feature/y', at: 2_000 })
    store.setDetour({ ...detour, branch: 'feature/y', at: 2_000, until: 3_000 })
    store.endDetour('shop')
    store.endDetour('shop')
    expect(read(store, 0).map(say)).toEqual(['shop 0 detoured', 'shop 0 detoured', 'shop 0 back'])
  })

  it('can be read of one app or deployment, from any position', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    for (const app of ['shop', 'blog', 'shop']) {
      await store.request(sampleWanted(app), 1_000)
      const { id = 0 } = store.claim(1_000) ?? {}
      store.finish(id, 'succeeded', 1_000, { reason: 'done' })
    }
    expect(read(store, 0, { app: 'blog' }).map(say)).toEqual(['blog 2 queued', 'blog 2 running', 'blog 2 succeeded'])
    expect(read(store, 1, { deployment: 1 }).map(say)).toEqual(['shop 1 running', 'shop 1 succeeded'])
    expect(read(store, 0, { limit: 2 }).map(({ seq }) => seq)).toEqual([1, 2])
    expect(read(store, store.lastEvent())).toEqual([])
  })

  it('say how long the steps took that ended since', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await store.request(sampleWanted('shop'), 1_000)
    store.claim(1_000)
    store.beginStep(1, 'sync', 1_000)
    store.endStep(1, 'sync', 'done', 12.5)
    store.beginStep(1, 'build', 2_000)
    const position = store.lastEvent()
    store.endStep(1, 'build', 'failed', 700)
    store.beginStep(1, 'rollback', 3_000)
    store.recover(4_000, 3)
    expect(store.stepsEndedSince(0)).toHaveLength(2)
    expect(store.stepsEndedSince(position)).toEqual([{ step: 'build', result: 'failed', durationMs: 700 }])
  })
})

describe('onEvents', () => {
  it('calls back once a turn, after what was written is there to be read', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const heard: number[] = []
    const listening = store.onEvents(() => heard.push(store.lastEvent()))
    await Promise.all(['a', 'b', 'c'].map(app => store.record(sampleDelivery(app), queueing(app))))
    await turn()
    expect(heard).toEqual([3])
    store.claim(1_000)
    store.claim(1_000)
    store.beginStep(1, 'sync', 1_000)
    expect(heard).toEqual([3])
    await turn()
    expect(heard).toEqual([3, 6])
    store.finish(1, 'failed', 1_000, { reason: 'no' })
    await turn()
    expect(heard).toEqual([3, 6, 7])
    store.lock({ app: 'a', reason: 'the fair', by: 'ada', at: 1_000, until: 2_000 })
    await turn()
    store.takeEndedLocks(2_000)
    await turn()
    store.setDetour({ app: 'a', branch: 'feature/x', by: 'ada', at: 1_000 })
    await turn()
    store.endDetour('a')
    await turn()
    expect(heard.slice(3)).toEqual([8, 9, 10, 11])
    listening[Symbol.dispose]()
    store.claim(1_000)
    await turn()
    expect(heard).toHaveLength(7)
  })

  it('stays silent where nothing changed', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    let calls = 0
    using _ = store.onEvents(() => {
      calls += 1
    })
    store.claim(1_000)
    await store.record(sampleDelivery('1'), { status: 'ignored', reason: 'another branch' })
    await turn()
    expect(calls).toBe(0)
  })
})
