import { describe, expect, it } from 'vitest'
import { openStore } from '../../src/adapters/store/store.ts'
import { RedhookError } from '../../src/core/errors.ts'
import type { Store } from '../../src/pipeline/ports/store.ts'
import { startWorker, type WorkerPorts } from '../../src/pipeline/worker.ts'
import { createMemoryLog, eventually, realClock, sampleApp } from '../support/pipeline-samples.ts'
import { makeDataFolder, sampleWanted } from '../support/store-samples.ts'

const createPorts = (store: Store, run: WorkerPorts['run'], changes: Partial<WorkerPorts> = {}): WorkerPorts => ({
  store,
  clock: realClock,
  log: createMemoryLog(),
  findApp: name => sampleApp(name),
  run,
  ...changes,
})

const request = (store: Store, app: string, lane = `/srv/${app}`) =>
  store.request(sampleWanted(app, { lane, cause: { kind: 'request', by: 'test' } }), Date.now())

describe('the worker', () => {
  it('runs what is queued and writes down how it ended', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const { id } = await request(store, 'shop')
    const worker = startWorker(createPorts(store, async () => ({ state: 'succeeded', reason: 'abc is live.' })))
    const done = await eventually(
      () => store.get(id),
      found => found?.state === 'succeeded',
    )
    expect(done).toMatchObject({ reason: 'abc is live.', attempts: 1 })
    await worker.stop(100)
  })

  it('never runs two deployments of one lane at once, and others side by side', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const inLane = new Map<string, number>()
    const allLanes = Promise.withResolvers<void>()
    let most = 0
    const worker = startWorker(
      createPorts(store, async ({ lane }) => {
        const now = (inLane.get(lane) ?? 0) + 1
        inLane.set(lane, now)
        most = Math.max(
          most,
          [...inLane.values()].reduce((sum, count) => sum + count, 0),
        )
        expect(now).toBe(1)
        if (most === 3) allLanes.resolve()
        await allLanes.promise
        await realClock.sleep(30)
        inLane.set(lane, now - 1)
        return { state: 'succeeded', reason: '' }
      }),
    )
    for (const app of ['a', 'b', 'c', 'd', 'e']) await request(store, app, app < 'd' ? '/srv/shared' : `/srv/${app}`)
    worker.wake()
    await eventually(
      () => store.list({ states: ['succeeded'], limit: 9 }).length,
      count => count === 5,
    )
    expect(most).toBe(3)
    await worker.stop(100)
  })

  it('tries again with a growing wait what can heal, and counts no attempt for it', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const { id } = await request(store, 'shop')
    let runs = 0
    const worker = startWorker(
      createPorts(store, async () => {
        runs += 1
        if (runs === 1) throw new RedhookError('the remote is away', { code: 'REMOTE_UNREACHABLE', hint: 'wait' })
        return { state: 'succeeded', reason: 'live' }
      }),
    )
    const waiting = await eventually(
      () => store.get(id),
      found => found?.retries === 1,
    )
    expect(waiting).toMatchObject({ state: 'queued', reason: 'the remote is away. Tries again in 1 s.' })
    const done = await eventually(
      () => store.get(id),
      found => found?.state === 'succeeded',
    )
    expect(done).toMatchObject({ attempts: 1, retries: 1 })
    await worker.stop(100)
  })

  it('runs what becomes due while it looks, though nothing wakes it again', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const { id } = await store.request(sampleWanted('shop'), 1_000)
    let now = 998
    const clock = { ...realClock, now: () => ++now }
    const worker = startWorker(createPorts(store, async () => ({ state: 'succeeded', reason: 'live' }), { clock }))
    await eventually(
      () => store.get(id)?.state,
      state => state === 'succeeded',
    )
    await worker.stop(100)
  })

  it('keeps code, message, hint and evidence of what cannot heal', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const { id } = await request(store, 'shop')
    const failure = {
      code: 'BUILD_FAILED',
      hint: 'read the log',
      evidence: [{ service: 'web', log: ['boom'] }],
    } as const
    const worker = startWorker(
      createPorts(store, async () => {
        throw new RedhookError('web could not be built', failure)
      }),
    )
    const done = await eventually(
      () => store.get(id),
      found => found?.state === 'failed',
    )
    expect(done).toMatchObject({
      reason: 'web could not be built',
      error: { message: 'web could not be built', ...failure },
    })
    await worker.stop(100)
  })

  it('keeps a deployment that was rolled back as such, with the failure that set it off, and warns', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const { id } = await request(store, 'shop')
    const error = { code: 'UNHEALTHY', message: 'web exited with code 1', hint: 'push' } as const
    const log = createMemoryLog()
    const reason = 'web exited with code 1; what ran before runs again'
    const run = async () => ({ state: 'rolled_back' as const, reason, error })
    const worker = startWorker(createPorts(store, run, { log }))
    const done = await eventually(
      () => store.get(id),
      found => found?.state === 'rolled_back',
    )
    expect(done).toMatchObject({ reason, error })
    expect(log.lines.filter(line => line.startsWith('warn'))).toEqual([
      `warn: deployment was rolled back ${JSON.stringify({ app: 'shop', deployment: id, code: 'UNHEALTHY', reason })}`,
    ])
    await worker.stop(100)
  })

  it('goes on once a store can be written again that could not for a while, and forgets no end', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const { id } = await request(store, 'shop')
    const failures = { claim: 1, finish: 2 }
    const fail = (name: keyof typeof failures) => {
      failures[name] -= 1
      if (failures[name] >= 0)
        throw new RedhookError('disk full', { code: 'STORE_FAILED', hint: 'Free some.', retryable: true })
    }
    const failing: Store = {
      ...store,
      claim: now => {
        fail('claim')
        return store.claim(now)
      },
      finish: (...end) => {
        fail('finish')
        store.finish(...end)
      },
    }
    const clock = { ...realClock, sleep: (_: number, signal?: AbortSignal) => realClock.sleep(1, signal) }
    const worker = startWorker(createPorts(failing, async () => ({ state: 'succeeded', reason: '' }), { clock }))
    await eventually(
      () => failures.claim,
      left => left === 0,
    )
    worker.wake()
    await eventually(
      () => store.get(id)?.state,
      state => state === 'succeeded',
    )
    await worker.stop(100)
  })

  it('cancels what was claimed for an app that left the registry', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const { id } = await request(store, 'gone')
    const ports = createPorts(store, async () => ({ state: 'succeeded', reason: '' }), { findApp: () => undefined })
    const worker = startWorker(ports)
    await eventually(
      () => store.get(id),
      found => found?.state === 'cancelled' && found.reason === 'The app left the registry.',
    )
    await worker.stop(100)
  })

  it('puts back what it is stopped in, and takes the attempt back with it', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const { id } = await request(store, 'shop')
    const worker = startWorker(
      createPorts(store, async (_deployment, _app, { abort }) => {
        await realClock.sleep(60_000, abort)
        return { state: 'succeeded', reason: '' }
      }),
    )
    await eventually(
      () => store.get(id)?.state,
      state => state === 'running',
    )
    await worker.stop(50)
    expect(store.get(id)).toMatchObject({ state: 'queued', attempts: 0 })
  })

  it('lets a running step finish when it is stopped, and begins no further deployment', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const first = await request(store, 'shop')
    let finish = (): void => undefined
    const worker = startWorker(
      createPorts(store, async () => {
        await new Promise<void>(resolve => {
          finish = resolve
        })
        return { state: 'succeeded', reason: '' }
      }),
    )
    await eventually(
      () => store.get(first.id)?.state,
      state => state === 'running',
    )
    const second = await request(store, 'shop')
    const stopped = worker.stop(5_000)
    finish()
    await stopped
    expect(store.get(first.id)?.state).toBe('succeeded')
    expect(store.get(second.id)?.state).toBe('queued')
  })

  it('leaves a deployment that restarts Redhook to the next start', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const { id } = await request(store, 'redhook')
    let ran = false
    const worker = startWorker(
      createPorts(store, async () => {
        ran = true
        return { state: 'running', reason: 'restarts' }
      }),
    )
    await eventually(
      () => ran,
      value => value,
    )
    await worker.stop(100)
    expect(store.get(id)?.state).toBe('running')
  })
})
