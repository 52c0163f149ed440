import { describe, expect, it } from 'vitest'
import { createNotifier } from '../../src/adapters/notify/notifier.ts'
import { openStore } from '../../src/adapters/store/store.ts'
import type { App } from '../../src/core/app.ts'
import { RedhookError } from '../../src/core/errors.ts'
import type { Channel } from '../../src/core/notice/channel.ts'
import { defaultKinds } from '../../src/core/notice/kinds.ts'
import type { FinalState, Store } from '../../src/pipeline/ports/store.ts'
import { startTelling, type Telling, type TellingSettings } from '../../src/pipeline/telling.ts'
import { startWorker } from '../../src/pipeline/worker.ts'
import { type Listener, openListener, status } from '../support/http-listener.ts'
import { createMemoryLog, eventually, realClock, sampleApp } from '../support/pipeline-samples.ts'
import { makeDataFolder, sampleWanted } from '../support/store-samples.ts'

const minuteMs = 60_000
const hour = 60 * minuteMs

/** A clock that stands still until it is put forward. */
function createClock() {
  let now = Date.now()
  const forward = (ms: number) => {
    now += ms
  }
  return { ...realClock, now: () => now, forward }
}

const hook = (listener: Listener): Channel => ({ type: 'slack', url: `${listener.url}/services/T0/B0/very-secret-way` })
const shop = (on: App['notify'][number]['on'] = defaultKinds) =>
  sampleApp('shop', { notify: [{ channel: 'team', on }] })

function start(
  store: Store,
  channels: Record<string, Channel>,
  changes: { app?: App; clock?: ReturnType<typeof createClock> } = {},
) {
  const log = createMemoryLog()
  const settings: { current: TellingSettings } = {
    current: {
      channels: new Map(Object.entries(channels)),
      notifyPrivate: ['127.0.0.1'],
      publicUrl: 'https://redhook.example.com',
    },
  }
  const app = changes.app ?? shop()
  const telling = startTelling({
    store,
    log,
    clock: changes.clock ?? createClock(),
    notifier: createNotifier(60_000),
    forges: { send: () => Promise.reject(new Error('no forge is told anything here')) },
    refusals: { refused: () => undefined },
    findApp: name => (name === app.name ? app : undefined),
    settings: () => settings.current,
    secrets: () => ['very-secret-way', 'hunter2hunter2'],
  })
  return { telling, log, settings }
}

/** Runs a deployment of shop that ends like this. */
async function end(store: Store, state: FinalState, now = Date.now(), code = 'BUILD_FAILED' as const): Promise<number> {
  const { id } = await store.request(sampleWanted('shop', { cause: { kind: 'request', by: 'ada' } }), now)
  if (state !== 'superseded') store.claim(now)
  const error = { code, message: 'web could not be built with hunter2hunter2', hint: 'Read the log.' }
  store.finish(id, state, now, { reason: 'so it ended', ...(state === 'succeeded' ? {} : { error }) })
  return id
}

const titles = ({ heard }: Listener): string[] => heard.map(({ body }) => JSON.parse(body).text)
const heardOf = (listener: Listener, count: number) =>
  eventually(
    () => titles(listener),
    found => found.length >= count,
  )
const states = (store: Store) =>
  store.listOutbox({ limit: 50 }).map(({ channel, kind, state, attempts }) => `${channel} ${kind} ${state} ${attempts}`)
const settled = (store: Store) =>
  eventually(
    () => store.outboxCounts().waiting,
    waiting => waiting === 0,
  )

const failed = '❌ shop: the deployment failed'
const recovered = (count: string) => `✅ shop is fine again after ${count}`

describe('telling', () => {
  it('tells the first failure, thins out what repeats it, and tells the recovery, through the worker', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using listener = await openListener()
    const clock = createClock()
    const { telling } = start(store, { team: hook(listener) }, { clock })
    await using _telling = telling
    let breaks = true
    const worker = startWorker({
      store,
      clock,
      log: createMemoryLog(),
      findApp: () => shop(),
      async run() {
        if (breaks) throw new RedhookError('it broke', { code: 'COMMAND_FAILED', hint: 'mend it' })
        return { state: 'succeeded', reason: 'live' }
      },
    } as unknown as Parameters<typeof startWorker>[0])
    const deploy = async (wanted: FinalState) => {
      const { id } = await store.request(sampleWanted('shop'), clock.now())
      worker.wake()
      await eventually(
        () => store.get(id)?.state,
        state => state === wanted,
      )
    }
    for (let count = 0; count < 3; count += 1) await deploy('failed')
    expect(await heardOf(listener, 1)).toEqual([failed])
    clock.forward(hour)
    await deploy('failed')
    expect(await heardOf(listener, 2)).toEqual([failed, failed])
    expect(listener.heard[1]?.body).toContain('2 of the same kind since the last message')
    breaks = false
    await deploy('succeeded')
    await deploy('succeeded')
    expect(await heardOf(listener, 3)).toEqual([failed, failed, recovered('4 failures')])
    await settled(store)
    expect(states(store)).toEqual(['team recovered sent 1', 'team failed sent 1', 'team failed sent 1'])
    await worker.stop(100)
  })

  it('keeps secrets out of the outbox, the message and the log', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using listener = await openListener(status(404, {}, 'no very-secret-way here'))
    const { telling, log } = start(store, { team: hook(listener) })
    await using _telling = telling
    await end(store, 'failed')
    await heardOf(listener, 1)
    await settled(store)
    const [item] = store.listOutbox({ limit: 1 })
    expect(item).toMatchObject({
      state: 'failed',
      attempts: 1,
      error: expect.stringContaining('answered 404: no [redacted] here'),
    })
    expect(JSON.stringify([item, log.lines, listener.heard[0]?.body])).not.toMatch(/hunter2hunter2|very-secret-way/)
    expect(log.lines).toEqual([expect.stringMatching(/^warn: a message was given up .*answered 404/)])
  })

  it('tells what ended while nobody listened, and nothing twice', async () => {
    using data = makeDataFolder()
    await using listener = await openListener()
    {
      await using store = openStore(data.path)
      const { telling } = start(store, { team: hook(listener) })
      await end(store, 'failed')
      await heardOf(listener, 1)
      await settled(store)
      await telling[Symbol.asyncDispose]()
      // From here on it is as after a crash: these ends are on the disk, and nobody was told.
      await end(store, 'succeeded')
      await end(store, 'failed')
    }
    for (let again = 0; again < 2; again += 1) {
      await using store = openStore(data.path)
      const { telling } = start(store, { team: hook(listener) })
      await using _telling = telling
      expect(await heardOf(listener, 3)).toEqual([failed, recovered('a failure'), failed])
      await settled(store)
    }
    expect(listener.heard).toHaveLength(3)
  })

  it('tells nothing of what ended before Redhook could tell at all', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using listener = await openListener()
    await end(store, 'failed')
    const { telling } = start(store, { team: hook(listener) })
    await using _telling = telling
    await end(store, 'succeeded')
    expect(await heardOf(listener, 1)).toEqual([recovered('a failure')])
  })

  it('tells of locks and their ends to whoever wants to hear of locks', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using listener = await openListener()
    const { telling } = start(store, { team: hook(listener) }, { app: shop(['locked']) })
    await using _telling = telling
    const lock = { app: 'shop', reason: 'a demo', by: 'ada', at: 0 }
    telling.locked(lock)
    telling.unlocked(lock, 'grace')
    expect(await heardOf(listener, 2)).toEqual(['ℹ️ shop is locked', 'ℹ️ shop is not locked any more'])
    await settled(store)
    expect(states(store)).toEqual(['team unlocked sent 1', 'team locked sent 1'])
  })
})

describe('the outbox', () => {
  it('tries again with growing waits, in order, and never blocks the end of a deployment', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using listener = await openListener(status(500))
    const clock = createClock()
    const { telling, log } = start(store, { team: hook(listener) }, { clock, app: shop(['failed', 'locked']) })
    await using _telling = telling
    await end(store, 'failed', clock.now())
    const waits: number[] = []
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const item = await eventually(
        () => store.listOutbox({ limit: 5 }).at(-1),
        found => found?.attempts === attempt,
      )
      waits.push(((item?.availableAt ?? 0) - clock.now()) / 1000)
      if (attempt === 1) telling.locked({ app: 'shop', reason: 'behind it', by: 'ada', at: 0 })
      if (attempt === 3) listener.answer(status(200))
      clock.forward((waits.at(-1) ?? 0) * 1000)
      telling.wake()
    }
    expect(waits).toEqual([10, 30, 60])
    await settled(store)
    // The lock waited for its turn, behind what came first.
    expect(titles(listener)).toEqual([failed, failed, failed, failed, 'ℹ️ shop is locked'])
    expect(states(store)).toEqual(['team locked sent 1', 'team failed sent 4'])
    expect(log.lines.filter(line => line.startsWith('info'))).toHaveLength(3)
  })

  it('waits as long as the service asks for', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using listener = await openListener(status(429, { 'retry-after': '90' }))
    const clock = createClock()
    const { telling } = start(store, { team: hook(listener) }, { clock })
    await using _telling = telling
    await end(store, 'failed', clock.now())
    const item = await eventually(
      () => store.listOutbox({ limit: 1 })[0],
      found => found?.attempts === 1,
    )
    expect((item?.availableAt ?? 0) - clock.now()).toBe(90_000)
  })

  it('gives up after a day, visibly, and goes on with the next', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using listener = await openListener(status(503))
    const clock = createClock()
    const { telling, log } = start(store, { team: hook(listener) }, { clock })
    await using _telling = telling
    await end(store, 'failed', clock.now())
    await eventually(
      () => store.listOutbox({ limit: 1 })[0]?.attempts,
      attempts => attempts === 1,
    )
    clock.forward(24 * hour)
    telling.wake()
    await settled(store)
    expect(store.listOutbox({ limit: 1 })[0]).toMatchObject({
      state: 'failed',
      attempts: 2,
      error: expect.stringContaining('answered 503'),
    })
    expect(store.outboxCounts()).toMatchObject({ waiting: 0, failed: 1 })
    expect(log.lines.at(-1)).toMatch(/^warn: a message was given up/)
    listener.answer(status(200))
    await end(store, 'succeeded', clock.now())
    expect(await heardOf(listener, 3)).toEqual([failed, failed, recovered('a failure')])
  })

  it('is not held up by a channel that hangs, and stops at once; what was under way is sent after the next start', async () => {
    using data = makeDataFolder()
    await using hangs = await openListener(() => undefined)
    await using listener = await openListener()
    const both = sampleApp('shop', { notify: ['stuck', 'team'].map(channel => ({ channel, on: defaultKinds })) })
    const channels = { stuck: hook(hangs), team: hook(listener) }
    {
      await using store = openStore(data.path)
      const { telling } = start(store, channels, { app: both })
      await end(store, 'failed')
      await heardOf(hangs, 1)
      await heardOf(listener, 1)
      await end(store, 'succeeded')
      expect(await heardOf(listener, 2)).toEqual([failed, recovered('a failure')])
      await eventually(
        () => states(store)[0],
        newest => newest === 'team recovered sent 1',
      )
      const begin = performance.now()
      await telling[Symbol.asyncDispose]()
      // Sooner than the sender would have given up.
      expect(performance.now() - begin).toBeLessThan(10_000)
      expect(states(store)).toEqual([
        'team recovered sent 1',
        'stuck recovered waiting 0',
        'team failed sent 1',
        'stuck failed waiting 0',
      ])
    }
    hangs.answer(status(200))
    await using store = openStore(data.path)
    const { telling } = start(store, channels, { app: both })
    await using _telling = telling
    await settled(store)
    expect(titles(hangs)).toEqual([failed, failed, recovered('a failure')])
    expect(listener.heard).toHaveLength(2)
  })

  it('gives the same id to each attempt, also after a restart', async () => {
    using data = makeDataFolder()
    await using listener = await openListener(status(500))
    const channel: Channel = {
      type: 'webhook',
      url: listener.url,
      secret: `whsec_${Buffer.alloc(24).toString('base64')}`,
    }
    const clock = createClock()
    for (let starts = 1; starts <= 2; starts += 1) {
      await using store = openStore(data.path)
      const { telling } = start(store, { team: channel }, { clock })
      await using _telling = telling
      if (starts === 1) await end(store, 'failed', clock.now())
      await eventually(
        () => store.listOutbox({ limit: 1 })[0]?.attempts,
        attempts => attempts === starts,
      )
      clock.forward(minuteMs)
    }
    const ids = listener.heard.map(({ headers }) => headers['webhook-id'])
    expect(ids).toEqual([expect.stringMatching(/^msg_[0-9a-z]+_1$/), ids[0]])
  })

  it('fails what waits for a channel that left the registry, with that reason', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using listener = await openListener(status(500))
    const clock = createClock()
    const { telling, settings } = start(store, { team: hook(listener) }, { clock })
    await using _telling = telling
    await end(store, 'failed', clock.now())
    await eventually(
      () => store.listOutbox({ limit: 1 })[0]?.attempts,
      attempts => attempts === 1,
    )
    settings.current = { ...settings.current, channels: new Map() }
    clock.forward(minuteMs)
    telling.wake()
    await settled(store)
    expect(store.listOutbox({ limit: 1 })[0]).toMatchObject({
      state: 'failed',
      error: 'The channel is not in the registry any more.',
    })
  })
})

describe('a test message', () => {
  it('goes to one channel or to all at once, past what waits, and tells what came of each', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using good = await openListener()
    await using bad = await openListener(status(403, {}, 'invalid very-secret-way'))
    const { telling } = start(store, { good: hook(good), bad: hook(bad) })
    await using _telling = telling
    const test = (channel?: string) => (telling as Telling).test(channel, 'ada', new AbortController().signal)
    expect(await test()).toEqual([
      { channel: 'good', type: 'slack', ok: true, durationMs: expect.any(Number) },
      {
        channel: 'bad',
        type: 'slack',
        ok: false,
        error: expect.stringMatching(/answered 403: invalid \[redacted\]$/),
        durationMs: expect.any(Number),
      },
    ])
    expect(await test('good')).toMatchObject([{ channel: 'good', ok: true }])
    expect(titles(good)).toEqual(['ℹ️ A test message from Redhook', 'ℹ️ A test message from Redhook'])
    expect(store.listOutbox({ limit: 5 })).toEqual([])
    await expect(test('nobody')).rejects.toMatchObject({ code: 'USAGE', hint: 'There are good, bad.' })
  })
})
