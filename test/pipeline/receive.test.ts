import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { App } from '../../src/core/app.ts'
import { createAppIndex } from '../../src/core/delivery/app-index.ts'
import { providers } from '../../src/core/delivery/providers.ts'
import type { KnownRepositories } from '../../src/pipeline/known-repositories.ts'
import { createNewestPulls } from '../../src/pipeline/newest-pulls.ts'
import type { Delivery } from '../../src/pipeline/ports/delivery.ts'
import type { Store, Verdict } from '../../src/pipeline/ports/store.ts'
import { createAppIndexCache, createReceive } from '../../src/pipeline/receive.ts'
import { testApp } from '../support/app-samples.ts'
import { deliveryHeaders, pushPayload, testSecret } from '../support/github-push.ts'
import { openTestStore } from '../support/github-store.ts'
import { rememberedHere } from '../support/remembered-here.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
let kept: ReturnType<typeof openTestStore>
beforeAll(() => {
  kept = openTestStore()
})
afterAll(() => kept[Symbol.asyncDispose]())

interface Given {
  readonly apps?: readonly App[]
  readonly record?: Store['record']
  readonly remember?: KnownRepositories['remember']
}

function receiver({ apps = [testApp()], record, remember }: Given = {}) {
  const stored: { delivery: Delivery; verdict: Verdict }[] = []
  let woken = 0
  const receive = createReceive({
    providers,
    repositories: { ...rememberedHere(), ...(remember && { remember }) },
    pulls: createNewestPulls(),
    apps: () => createAppIndex(apps),
    secrets: () => [testSecret],
    record: (delivery, verdict) => {
      stored.push({ delivery, verdict })
      return (record ?? kept.store.record)(delivery, verdict)
    },
    clock: { now: () => 1_700_000_000_000 },
    log,
    wake: () => {
      woken += 1
    },
  })
  const send = (body: string, headers: Record<string, string> = {}) =>
    receive({
      provider: 'github',
      headers: { ...deliveryHeaders(body), ...headers },
      body: Buffer.from(body),
      client: '203.0.113.7',
    })
  return { send, stored, woken: () => woken }
}

describe('what is kept of a delivery', () => {
  it('is what was used, without the body and without its signature', async () => {
    const { send, stored } = receiver()
    const body = JSON.stringify(pushPayload())
    await send(body, {
      'x-github-delivery': 'kept',
      'x-github-encoded-secret': 'leaked',
      authorization: 'Basic leaked',
      cookie: 'leaked',
    })
    expect(stored[0]?.delivery).toEqual({
      hook: 'github',
      id: 'kept',
      receivedAt: 1_700_000_000_000,
      event: 'push',
      repository: 'acme/shop',
      ref: 'refs/heads/main',
      before: 'a'.repeat(40),
      after: 'b'.repeat(40),
      deleted: false,
      forced: false,
      pusher: 'octocat',
      client: '203.0.113.7',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/044aadd',
        'x-github-delivery': 'kept',
        'x-github-event': 'push',
        'x-github-hook-id': '292430182',
      },
      bodySha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      bodyBytes: body.length,
    })
  })

  it('is every signed one, also what could not be understood, with the reason', async () => {
    const { send, stored } = receiver()
    expect(await send('{')).toMatchObject({ kind: 'refused', status: 400, reason: 'the body is not JSON' })
    expect(await send('{}', { 'content-type': 'text/plain' })).toMatchObject({ kind: 'refused', status: 415 })
    expect(stored.map(({ verdict }) => verdict.status)).toEqual(['ignored', 'ignored'])
    expect(stored[0]?.verdict.reason).toBe('the body is not JSON')
  })

  it('is nothing of an unsigned one', async () => {
    const { send, stored } = receiver()
    expect(await send('{}', { 'x-hub-signature-256': 'sha256=' })).toEqual({ kind: 'unsigned' })
    expect(stored).toEqual([])
  })

  it('has an id made of the body where the sender has none that could serve', async () => {
    const { send, stored } = receiver()
    await send('{"a":1}', { 'x-github-event': 'star', 'x-github-delivery': '' })
    await send('{"a":2}', { 'x-github-event': 'star', 'x-github-delivery': 'x'.repeat(500) })
    for (const { delivery } of stored) expect(delivery.id).toBe(`body-${delivery.bodySha256}`)
  })
})

describe('receiving', () => {
  it('wakes the worker for what was queued alone', async () => {
    const { send, woken } = receiver()
    await send(JSON.stringify(pushPayload({ branch: 'topic' })))
    expect(woken()).toBe(0)
    const body = JSON.stringify(pushPayload())
    await send(body, { 'x-github-delivery': 'wakes' })
    expect(woken()).toBe(1)
    expect(await send(body, { 'x-github-delivery': 'wakes' })).toMatchObject({ kind: 'recorded', status: 'duplicate' })
    expect(woken()).toBe(1)
  })

  it('leaves an app without a known branch open: it is judged when it runs', async () => {
    const { branch: _, ...open } = testApp({ name: 'open', repository: 'acme/open' })
    const { send, stored } = receiver({ apps: [open] })
    await send(JSON.stringify(pushPayload({ repository: 'acme/open', branch: 'topic' })))
    const [verdict] = stored.map(one => one.verdict)
    expect(verdict).toMatchObject({ status: 'queued', wanted: [{ app: 'open', repository: 'acme/open' }] })
    expect(verdict?.status === 'queued' && 'branch' in (verdict.wanted[0] ?? {})).toBe(false)
  })

  it('does not call a delivery unstored when what follows on it fails', async () => {
    const { send, woken } = receiver({
      remember() {
        throw new Error('the disk is full')
      },
    })
    const received = await send(JSON.stringify(pushPayload({ repository: 'acme/shop' })), {
      'x-github-delivery': 'followed',
    })
    expect(received).toMatchObject({ kind: 'recorded', status: 'queued' })
    expect(woken()).toBe(1)
    expect(kept.store.listDeliveries({ limit: 1 })).toMatchObject([{ id: 'followed', status: 'queued' }])
  })

  it('owns up when the store cannot be written', async () => {
    const { send } = receiver({ record: () => Promise.reject(new Error('disk full')) })
    expect(await send(JSON.stringify(pushPayload()))).toEqual({ kind: 'unstored' })
  })
})

describe('createAppIndexCache', () => {
  it('makes one index for each registry', () => {
    let generation = 1
    const index = createAppIndexCache(
      () => ({ apps: [testApp()], generation }),
      () => new Map(),
    )
    const first = index()
    expect(index()).toBe(first)
    generation = 2
    expect(index()).not.toBe(first)
  })
})

describe('events of a pull request', () => {
  const told = (action: string, second: number, { merged = false, number = 12 } = {}) => {
    const repository = { id: 186853002, full_name: 'acme/shop' }
    const head = { ref: 'feature', sha: 'c'.repeat(40), repo: repository }
    const base = { ref: 'main', repo: repository }
    const updated_at = new Date(1_700_000_000_000 + second * 1_000).toISOString()
    return JSON.stringify({ action, number, pull_request: { number, base, head, merged, updated_at }, repository })
  }
  const hear = async (...bodies: string[]) => {
    const app = testApp({ on: [{ on: 'merge' }], report: { ...testApp().report, plan: true } })
    const { send, stored } = receiver({ apps: [app] })
    for (const body of bodies) await send(body, { 'x-github-event': 'pull_request' })
    return stored.map(({ delivery, verdict }) => `${verdict.status}${delivery.isPending ? ', handed on' : ''}`)
  }
  const overtaken = 'ignored'

  it('are followed unless a newer one came before', async () => {
    const later = told('synchronize', 5)
    expect(await hear(later, told('synchronize', 4), later, told('reopened', 6))).toEqual([
      'queued, handed on',
      overtaken,
      'queued, handed on',
      'queued, handed on',
    ])
    expect(await hear(told('closed', 5), told('synchronize', 4))).toEqual(['queued, handed on', overtaken])
  })

  it('count for their own pull request alone, and only where they tell of its head', async () => {
    expect(await hear(told('synchronize', 5), told('opened', 4, { number: 13 }))).not.toContain(overtaken)
    expect(await hear(told('edited', 9), told('labeled', 9), told('synchronize', 5))).toEqual([
      'ignored',
      'queued, handed on',
      'queued, handed on',
    ])
  })

  it('deploy a merge whenever it is told', async () => {
    const [, merged] = await hear(told('synchronize', 9), told('closed', 5, { merged: true }))
    expect(merged).toBe('queued, handed on')
  })

  it('say why nothing comes of one', async () => {
    const { send, stored } = receiver()
    for (const second of [5, 4]) await send(told('synchronize', second), { 'x-github-event': 'pull_request' })
    expect(stored.at(-1)?.verdict.reason).toBe('a newer event of pull request 12 of acme/shop came before this one')
  })
})
