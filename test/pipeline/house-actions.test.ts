import { describe, expect, it } from 'vitest'
import { RedhookError } from '../../src/core/errors.ts'
import type { Delivery } from '../../src/pipeline/ports/delivery.ts'
import { openActionsHouse } from '../support/actions-house.ts'
import { eventually, sampleApp } from '../support/pipeline-samples.ts'

const code = (of: string) => expect.objectContaining({ code: of })

describe('a deployment by hand', () => {
  it('is queued with its wishes, who asked, and what was asked for', async () => {
    await using opened = openActionsHouse()
    const { house } = opened
    expect(await house.requestDeployment('shop', { build: true }, 'ann', 'v1.4')).toMatchObject({
      state: 'queued',
      branch: 'main',
      cause: { kind: 'request', by: 'ann', ref: 'v1.4' },
      wishes: { build: true, always: true },
    })
    await expect(house.requestDeployment('shop', {}, 'ann', ' ')).rejects.toThrow(code('USAGE'))
    await expect(house.requestDeployment('none', {}, 'ann')).rejects.toThrow(code('APP_UNKNOWN'))
  })

  it('is asked for again as it was, by whoever asks now', async () => {
    await using opened = openActionsHouse()
    const { house, work, until } = opened
    const { id } = await house.requestDeployment('shop', { noCache: true }, 'ann', 'v1.4')
    await expect(house.retry(id, 'bob')).rejects.toThrow(code('NOT_ENDED'))
    work(() => Promise.reject(new RedhookError('it broke', { code: 'BUILD_FAILED', hint: '' })))
    await until(id, 'failed')
    expect(await house.retry(id, 'bob')).toMatchObject({
      cause: { kind: 'request', by: 'bob', ref: 'v1.4', retryOf: id },
      wishes: { noCache: true, always: true },
    })
    await expect(house.retry(999, 'bob')).rejects.toThrow(code('DEPLOYMENT_UNKNOWN'))
  })
})

describe('a lock', () => {
  it('holds what waits, refuses people, and lets the newest go when it is taken away', async () => {
    await using opened = openActionsHouse()
    const { house, store, told, work, until } = opened
    expect(house.lock('shop', { reason: ' a\n\u202e\u001b[1mdemo ' }, 'ann')).toMatchObject({
      app: 'shop',
      reason: 'a demo',
      by: 'ann',
    })
    const ask = {
      cause: { kind: 'push' as const, delivery: 'd' },
      wishes: {},
      repository: 'acme/shop',
      lane: '/srv/shop',
    }
    const waiting = await store.request({ app: 'shop', ...ask }, Date.now())
    work()
    const other = await house.requestDeployment('blog', {}, 'ann')
    await until(other.id, 'succeeded')
    expect(store.get(waiting.id)?.state).toBe('queued')
    for (const refused of [
      () => house.requestDeployment('shop', {}, 'bob'),
      () => house.requestRollback('shop', undefined, 'bob'),
      () => house.startDetour('shop', { branch: 'x' }, 'bob'),
      () => house.endDetour('shop', 'bob'),
    ])
      await expect(refused()).rejects.toThrow(
        expect.objectContaining({ code: 'APP_LOCKED', message: 'shop is locked (ann: a demo)' }),
      )
    expect(house.apps()[0]).toMatchObject({ app: 'shop', lock: { app: 'shop', reason: 'a demo', by: 'ann' } })
    expect(house.unlock('shop', 'bob')).toMatchObject({ reason: 'a demo' })
    await until(waiting.id, 'succeeded')
    expect(house.apps()[0]).not.toHaveProperty('lock')
    expect(told).toEqual(['locked shop', 'unlocked shop by bob'])
    expect(() => house.unlock('shop', 'bob')).toThrow(code('ALREADY_ENDED'))
  })

  it('ends by itself when its time is over', async () => {
    await using opened = openActionsHouse()
    const { house, store, told, work, until } = opened
    house.lock('shop', { reason: 'a demo', until: Date.now() + 300 }, 'ann')
    const ask = {
      cause: { kind: 'push' as const, delivery: 'd' },
      wishes: {},
      repository: 'acme/shop',
      lane: '/srv/shop',
    }
    const { id } = await store.request({ app: 'shop', ...ask }, Date.now())
    work()
    await until(id, 'succeeded')
    await eventually(
      () => told.length,
      count => count === 2,
    )
    expect(told).toEqual(['locked shop', 'unlocked shop by time'])
    expect(store.locks(Date.now()).size).toBe(0)
  })

  it.each([
    { title: 'a reason', lock: { reason: '  ' } },
    { title: 'a reason that shows', lock: { reason: '\u200b\u0007' } },
    { title: 'a short reason', lock: { reason: 'x'.repeat(501) } },
    { title: 'an end that is to come', lock: { reason: 'a demo', until: Date.now() - 1 } },
  ])('needs $title', async ({ lock }) => {
    await using opened = openActionsHouse()
    expect(() => opened.house.lock('shop', lock, 'ann')).toThrow(code('USAGE'))
  })
})

describe('cancelling', () => {
  it('ends at once what has not begun', async () => {
    await using opened = openActionsHouse()
    const { id } = await opened.house.requestDeployment('shop', {}, 'ann')
    expect(await opened.house.cancel(id, 'bob')).toMatchObject({ state: 'cancelled', reason: 'Cancelled by bob' })
    await expect(opened.house.cancel(id, 'bob')).rejects.toThrow(code('ALREADY_ENDED'))
    await expect(opened.house.cancel(99, 'bob')).rejects.toThrow(code('DEPLOYMENT_UNKNOWN'))
  })

  it('ends what runs, and nothing beside it', async () => {
    await using opened = openActionsHouse()
    const { house, work, until } = opened
    work(
      (_app, { cancelled, abort }) =>
        new Promise((resolve, reject) => {
          cancelled.addEventListener('abort', () => reject(cancelled.reason))
          abort.addEventListener('abort', () => resolve({ state: 'succeeded', reason: '' }))
        }),
    )
    const shop = await house.requestDeployment('shop', {}, 'ann')
    const blog = await house.requestDeployment('blog', {}, 'ann')
    await until(shop.id, 'running')
    await until(blog.id, 'running')
    expect(await house.cancel(shop.id, 'bob')).toMatchObject({ id: shop.id })
    await until(shop.id, 'cancelled')
    expect(house.getDeployment(shop.id)).toMatchObject({ reason: 'Cancelled by bob', error: { code: 'CANCELLED' } })
    expect(house.getDeployment(blog.id)).toMatchObject({ state: 'running' })
  })

  it.each(['rollback', 'report'] as const)('is too late once it got to %s', async reached => {
    await using opened = openActionsHouse()
    const { house, store, work, until } = opened
    let end = () => {}
    work(
      () =>
        new Promise(resolve => {
          end = () => resolve({ state: 'succeeded', reason: '' })
        }),
    )
    const { id } = await house.requestDeployment('shop', {}, 'ann')
    await until(id, 'running')
    store.patch(id, { reached })
    await expect(house.cancel(id, 'bob')).rejects.toThrow(code('ALREADY_ENDED'))
    end()
    await until(id, 'succeeded')
  })

  it('leaves what a stop had interrupted to the worker, which puts back what it changed', async () => {
    await using opened = openActionsHouse()
    const { house, store, work, until } = opened
    const { id } = await house.requestDeployment('shop', {}, 'ann')
    store.claim(Date.now())
    store.patch(id, { commit: 'a'.repeat(40), reached: 'verify' })
    store.requeue(id, { availableAt: Date.now() + 200, reason: 'stopped', countRetry: false, countAttempt: false })
    let reason: unknown
    work(async (_app, { cancelled }) => {
      reason = cancelled.reason
      throw cancelled.reason
    })
    expect(await house.cancel(id, 'bob')).toMatchObject({ state: 'queued' })
    await until(id, 'cancelled')
    expect(reason).toMatchObject({ code: 'CANCELLED', message: 'Cancelled by bob' })
  })
})

const push = (changes: Partial<Delivery> = {}): Delivery => ({
  ...{ hook: 'github', id: 'd1', receivedAt: 1_000, event: 'push', repository: 'acme/shop', ref: 'refs/heads/main' },
  ...{ after: 'b'.repeat(40), pusher: 'ada', headers: {}, bodySha256: 'x', bodyBytes: 1 },
  ...changes,
})

describe('a delivery that is decided again', () => {
  it('deploys what a mistake in the registry had kept from it', async () => {
    await using opened = openActionsHouse()
    const { house, store } = opened
    await store.record(push(), { status: 'ignored', reason: 'acme/shop is not in the registry' })
    const [kept] = house.listDeliveries({ limit: 1 })
    const again = await house.redeliver(kept?.seq ?? 0, 'ann')
    expect(again).toMatchObject({ status: 'queued', deployments: [{ app: 'shop' }] })
    expect(house.getDeployment(again.deployments[0]?.id ?? 0)?.cause).toEqual({
      ...{ kind: 'push', delivery: 'd1', after: 'b'.repeat(40), pusher: 'ada' },
    })
    expect(house.getDelivery(kept?.seq ?? 0)).toMatchObject({ status: 'queued', receivedAgain: 1, receivedAt: 1_000 })
  })

  it('is a duplicate while what it led to runs or went well, and runs again what was cancelled', async () => {
    await using opened = openActionsHouse()
    const { house, store } = opened
    await store.record(push(), { status: 'ignored', reason: 'not yet' })
    const seq = house.listDeliveries({ limit: 1 })[0]?.seq ?? 0
    const { deployments } = await house.redeliver(seq, 'ann')
    expect(await house.redeliver(seq, 'ann')).toMatchObject({ status: 'duplicate', deployments })
    await house.cancel(deployments[0]?.id ?? 0, 'ann')
    expect(await house.redeliver(seq, 'ann')).toMatchObject({ status: 'queued' })
  })

  it('stays what it was where it could not be understood, and is refused where there is none', async () => {
    await using opened = openActionsHouse()
    const { house, store } = opened
    const { ref: _ref, ...malformed } = push()
    await store.record(malformed, { status: 'ignored', reason: 'the payload has no ref' })
    await store.record(push({ id: 'p', event: 'ping' }), { status: 'pong', reason: 'the hook works' })
    const [ping, broken] = house.listDeliveries({ limit: 2 })
    const nothing = { status: 'ignored', reason: 'the payload has no ref', deployments: [] }
    expect(await house.redeliver(broken?.seq ?? 0, 'ann')).toEqual(nothing)
    expect(await house.redeliver(ping?.seq ?? 0, 'ann')).toMatchObject({
      status: 'pong',
      reason: 'the hook works; acme/shop feeds shop',
    })
    await expect(house.redeliver(99, 'ann')).rejects.toThrow(code('DELIVERY_UNKNOWN'))
  })
})

describe('what the house shows', () => {
  it('is the containers of both colors, and none for an app of commands', async () => {
    const asked: (readonly string[])[] = []
    const containersOf = async (projects: readonly string[]) => {
      asked.push(projects)
      return []
    }
    await using opened = openActionsHouse({
      apps: [sampleApp('shop'), sampleApp('old', { color: 'none' }), sampleApp('unit', { command: [['make']] })],
      ports: { docker: { containersOf } },
    })
    const { house } = opened
    await Promise.all([house.containers('shop'), house.containers('shop'), house.containers('old')])
    expect(await house.containers('unit')).toEqual([])
    expect(asked).toEqual([['redshop', 'blueshop'], ['old']])
    await expect(house.containers('none')).rejects.toThrow(code('APP_UNKNOWN'))
  })

  it('is how an app did', async () => {
    await using opened = openActionsHouse()
    const { house, work, until } = opened
    const { id } = await house.requestDeployment('shop', {}, 'ann')
    work()
    await until(id, 'succeeded')
    const numbers = house.numbers('shop', 7)
    expect(numbers).toMatchObject({ days: 7, failureRate: 0 })
    expect(numbers.byDay).toHaveLength(7)
    expect(numbers.byDay.at(-1)).toMatchObject({ succeeded: 1, failed: 0 })
  })
})
