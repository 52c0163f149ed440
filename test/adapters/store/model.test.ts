import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/adapters/store/store.ts'
import { type Deployment, isFinal } from '../../../src/core/deployment/deployment.ts'
import { urgencies, urgencyOf } from '../../../src/core/deployment/urgency.ts'
import type { Store } from '../../../src/pipeline/ports/store.ts'
import { makeDataFolder, queueing, sampleDelivery, sampleRollback, sampleWanted } from '../../support/store-samples.ts'

/** Six apps in three lanes. */
const lanes = { a: 'x', b: 'x', c: 'y', d: 'y', e: 'z', f: 'z' } as const
type AppName = keyof typeof lanes

const anyApp = fc.constantFrom(...(Object.keys(lanes) as AppName[]))
const anyEnd = fc.constantFrom('succeeded', 'failed', 'rolled_back' as const)
const anyAction = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('record' as const), app: anyApp, id: fc.nat(12), build: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rollback' as const), app: anyApp }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('claim' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('goBack' as const), nth: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('finish' as const), nth: fc.nat(5), state: anyEnd }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('requeue' as const), nth: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('recover' as const) }) },
)
type Action = typeof anyAction extends fc.Arbitrary<infer T> ? T : never

/** By app and urgency what must run yet, and whether somebody wished it built: the small model the store is held against. */
type Promised = Map<string, boolean>

const keyOf = (app: string, urgency: number) => `${app} ${urgency}`
const keyOfDeployment = (deployment: Deployment) => keyOf(deployment.app, urgencyOf(deployment))

const running = (store: Store) => store.list({ states: ['running'], limit: 99 })

async function act(store: Store, action: Action, promised: Promised): Promise<void> {
  const nth = 'nth' in action ? running(store)[action.nth] : undefined
  switch (action.do) {
    case 'record': {
      const wishes = action.build ? { build: true } : {}
      const wanted = sampleWanted(action.app, { lane: lanes[action.app], wishes })
      const { status } = await store.record(sampleDelivery(`${action.app}${action.id}`), queueing(wanted))
      if (status === 'queued') promise(promised, keyOf(action.app, urgencies.push), action.build)
      return
    }
    case 'rollback':
      await store.request(sampleRollback(action.app, 1, { lane: lanes[action.app] }), 1_000)
      promise(promised, keyOf(action.app, urgencies.rollback), false)
      return
    case 'claim': {
      const mostUrgent = Math.max(...free(store).map(urgencyOf))
      const claimed = store.claim(1_000)
      expect(claimed === undefined ? Number.NEGATIVE_INFINITY : urgencyOf(claimed)).toBe(mostUrgent)
      if (!claimed) return
      expect(claimed.wishes.build === true).toBe(promised.get(keyOfDeployment(claimed)))
      promised.delete(keyOfDeployment(claimed))
      return
    }
    case 'goBack':
      if (nth) store.patch(nth.id, { reached: 'rollback' })
      return
    case 'finish':
      if (nth) store.finish(nth.id, action.state, 1_000, { reason: 'done' })
      return
    case 'requeue': {
      if (!nth) return
      const end = { availableAt: 0, reason: 'again', countRetry: true, countAttempt: false }
      store.requeue(nth.id, end)
      promise(promised, keyOfDeployment(nth), nth.wishes.build === true)
      return
    }
    case 'recover':
      for (const interrupted of store.recover(1_000, 1_000))
        promise(promised, keyOfDeployment(interrupted), interrupted.wishes.build === true)
      return
    default:
      action satisfies never
  }
}

const promise = (promised: Promised, key: string, build: boolean): unknown =>
  promised.set(key, build || promised.get(key) === true)

/** What waits in a lane and for an app where nothing runs. */
function free(store: Store): Deployment[] {
  const busy = new Set(running(store).flatMap(({ lane, app }) => [lane, app]))
  return store.list({ states: ['queued'], limit: 99 }).filter(({ lane, app }) => !busy.has(lane) && !busy.has(app))
}

function check(store: Store, promised: Promised): void {
  const all = store.list({ limit: 1_000 })
  const ran = all.filter(({ state }) => state === 'running')
  const queued = all.filter(({ state }) => state === 'queued')
  expect(new Set(ran.map(({ lane }) => lane)).size).toBe(ran.length)
  expect(new Set(ran.map(({ app }) => app)).size).toBe(ran.length)
  expect(queued.map(keyOfDeployment).sort()).toEqual([...promised.keys()].sort())
  for (const { supersededBy, state } of all) {
    if (state === 'superseded') expect(all.some(({ id }) => id === supersededBy)).toBe(true)
  }
  expect(all.every(({ state, finishedAt }) => isFinal(state) === (finishedAt !== undefined))).toBe(true)
  expect(store.counts()).toEqual({ queued: queued.length, running: ran.length })
}

describe('any sequence of deliveries, rollbacks, claims, ends, returns and crashes', () => {
  it('runs one a lane, queues one an app and urgency, most urgent first, and loses neither a push, a rollback nor a wish to build', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyAction, { minLength: 1, maxLength: 40 }), async actions => {
        using data = makeDataFolder()
        await using store = openStore(data.path)
        const promised: Promised = new Map()
        for (const action of actions) await act(store, action, promised)
        check(store, promised)
        for (let claimed = store.claim(9_000); claimed; claimed = store.claim(9_000)) {
          for (const { id } of running(store)) store.finish(id, 'succeeded', 9_000, { reason: 'done' })
        }
      }),
      { numRuns: 40 },
    )
  })
})
