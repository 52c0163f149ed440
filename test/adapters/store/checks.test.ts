import { expect, it } from 'vitest'
import { openStore } from '../../../src/adapters/store/store.ts'
import type { NewCheck } from '../../../src/pipeline/ports/check-store.ts'
import { makeDataFolder } from '../../support/store-samples.ts'

const check = (commit: string, createdAt: number, more: Partial<NewCheck> = {}): NewCheck => ({
  ...{ app: 'shop', repository: 'acme/shop', number: 12, commit, headBranch: 'feature', isFork: false, createdAt },
  ...more,
})

async function open() {
  const folder = makeDataFolder()
  const store = openStore(folder.path)
  return {
    store,
    states: () =>
      store
        .checks({ limit: 9 })
        .toReversed()
        .map(({ commit, state }) => `${commit} ${state}`),
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}

it('queues a commit once, and lets only the newest of a pull request wait', async () => {
  await using it_ = await open()
  const { store, states } = it_
  const first = store.queueCheck(check('a', 1))
  expect(store.queueCheck(check('a', 1))).toEqual(first)
  store.queueCheck(check('x', 1, { number: 13 }))
  store.queueCheck(check('b', 2))
  expect(states()).toEqual(['a cancelled', 'x queued', 'b queued'])
  // An old delivery that comes again takes nobody's place; a head that moves back does.
  store.queueCheck(check('a', 1))
  store.queueCheck(check('z', 1))
  expect(states()).toEqual(['a cancelled', 'x queued', 'b queued', 'z cancelled'])
  store.queueCheck(check('a', 3))
  expect(states()).toEqual(['a queued', 'x queued', 'b cancelled', 'z cancelled'])
  expect(store.claimCheck(5)).toMatchObject({ commit: 'a', state: 'running', attempts: 1, startedAt: 5 })
})

it('keeps what was refused from ever waiting, until it is let through', async () => {
  await using it_ = await open()
  const { store, states } = it_
  const refused = store.queueCheck(check('a', 1, { isFork: true, refused: 'it is of a fork' }))
  expect(refused).toMatchObject({ state: 'skipped', reason: 'it is of a fork', isFork: true, finishedAt: 1 })
  expect(store.claimCheck(2)).toBeUndefined()
  store.queueCheck(check('a', 3, { isFork: true, refused: 'it is of a fork' }))
  expect(states()).toEqual(['a skipped'])
  expect(store.queueCheck(check('a', 4, { isFork: true })).id).toBe(refused.id)
  expect(states()).toEqual(['a queued'])
})

it('runs what a crash ended three times, and then no more; what was stopped does not count', async () => {
  await using it_ = await open()
  const { store } = it_
  const { id } = store.queueCheck(check('a', 1))
  store.claimCheck(2)
  store.putBackCheck(id)
  expect(store.check(id)).toMatchObject({ state: 'queued', attempts: 0 })
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    expect(store.claimCheck(2)).toMatchObject({ id, attempts: attempt })
    store.recoverChecks(3)
  }
  expect(store.check(id)).toMatchObject({ state: 'failed', error: { code: 'INTERRUPTED' }, finishedAt: 3 })
  store.retryCheck(id)
  expect(store.check(id)).toEqual({ ...check('a', 1), id, state: 'queued', attempts: 0 })
})

it('ends a check once, and forgets it when it is old', async () => {
  await using it_ = await open()
  const { store, states } = it_
  const { id } = store.queueCheck(check('a', 1))
  store.queueCheck(check('b', 1, { number: 13 }))
  store.finishCheck(id, {
    state: 'failed',
    reason: 'no',
    error: { code: 'CHECK_FAILED', message: 'no', hint: '' },
    now: 9,
  })
  store.finishCheck(id, { state: 'succeeded', now: 10 })
  expect(store.check(id)).toMatchObject({ state: 'failed', error: { message: 'no' } })
  expect(store.sweepChecks(9)).toEqual([])
  expect(store.sweepChecks(10)).toEqual([{ app: 'shop', id }])
  expect(states()).toEqual(['b queued'])
})
