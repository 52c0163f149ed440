import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/adapters/store/store.ts'
import type { Store } from '../../../src/pipeline/ports/store.ts'
import { startGitHubStub } from '../../support/github-stub.ts'
import { eventually, sampleApp } from '../../support/pipeline-samples.ts'
import { commitOf, deploy, outboxOf, push, settled, startReportingStage, walk } from '../../support/reporting-stage.ts'
import { makeDataFolder } from '../../support/store-samples.ts'

const minuteMs = 60_000
const [one, two, three] = [commitOf(1), commitOf(2), commitOf(3)]

const words = (statuses: readonly { state: string; sha: string; description: string | null }[]): string[] =>
  statuses.map(({ sha, state, description }) => `${Number(sha.slice(0, 4))} ${state}: ${description}`)

describe('reporting deployments', () => {
  it('tells GitHub what was queued, what runs and how it ended, in order, with links', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using stub = await startGitHubStub()
    await using stage = startReportingStage(store, stub)
    const id = await push(store, one)
    await eventually(
      () => stub.deployments()[0]?.statuses.length,
      count => count === 1,
    )
    walk(store, id, one, ['sync'])
    store.beginStep(id, 'build', Date.now())
    await eventually(
      () => store.outboxCounts().waiting,
      count => count === 2,
    )
    stage.forward(2_000)
    await eventually(
      () => stub.deployments()[0]?.statuses.length,
      count => count === 2,
    )
    store.finish(id, 'succeeded', Date.now(), { reason: 'live' })
    await settled(store)
    expect(words(stub.statuses(one))).toEqual([
      '1 pending: Queued',
      '1 pending: Building images',
      expect.stringMatching(/^1 success: Live after \d\.\d s$/),
    ])
    const [deployment] = stub.deployments()
    expect(deployment).toMatchObject({ sha: one, environment: 'shop', transient_environment: false })
    expect(deployment?.statuses.map(({ state }) => state)).toEqual(['queued', 'in_progress', 'success'])
    const url = `https://redhook.example.com/deployments/${id}`
    expect(stub.statuses(one).at(-1)).toMatchObject({ context: 'redhook/shop', target_url: url })
    expect(deployment?.statuses.at(-1)?.log_url).toBe(url)
    expect(stub.malformed()).toEqual([])
  })

  it('gives a failed commit its check run with the reason, and the version that runs again its environment', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using stub = await startGitHubStub()
    await using _stage = startReportingStage(store, stub, { asApp: true })
    const good = await deploy(store, one)
    await settled(store)
    const bad = await push(store, two)
    walk(store, bad, two, ['sync', 'plan', 'build', 'up', 'verify', 'rollback'])
    store.patch(bad, { version: { deployment: good, commit: one, composeFiles: [], images: [] } })
    const evidence = [{ service: 'web', exitCode: 1, log: ['```', '@team look: https://evil.example.com', 'boom'] }]
    const error = { code: 'UNHEALTHY' as const, message: 'web exited with code 1', hint: 'Read the log.', evidence }
    store.finish(bad, 'rolled_back', Date.now(), { reason: 'back', error })
    await settled(store)
    expect(stub.statuses(two).at(-1)).toMatchObject({ state: 'failure' })
    const states = stub.deployments().map(({ sha, statuses }) => [sha, statuses.at(-1)?.state])
    expect(states).toEqual([
      [one, 'success'],
      [two, 'failure'],
    ])
    expect(stub.deployments()[0]?.statuses.at(-1)?.description).toBe(`Runs again: deployment ${bad} failed`)
    const run = stub.checkRuns().find(({ head_sha }) => head_sha === two)
    expect(run).toMatchObject({ name: 'deploy shop', status: 'completed', conclusion: 'failure' })
    expect(run?.output.summary).toContain('````text\n```\n@team look: https://evil.example.com\nboom\n````')
    expect(stub.malformed()).toEqual([])
  })

  it('tells of a burst of pushes little more than how each ended', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using stub = await startGitHubStub()
    stub.failNext('hang', { times: 1 })
    await using stage = startReportingStage(store, stub)
    const count = 30
    for (let number = 1; number < count; number += 1) await push(store, commitOf(number))
    await deploy(store, commitOf(count))
    await eventually(
      () => store.list({ limit: 50 }).filter(({ state }) => state === 'superseded').length,
      superseded => superseded === count - 1,
    )
    await stage[Symbol.asyncDispose]()
    stub.stopFailing()
    await using _again = startReportingStage(store, stub)
    await settled(store)
    for (let number = 1; number < count; number += 1) {
      expect(words(stub.statuses(commitOf(number))).at(-1)).toContain('Not deployed: a newer push took its place')
    }
    expect(stub.statuses(commitOf(count)).at(-1)).toMatchObject({ state: 'success' })
    expect(stub.requests.filter(({ method }) => method === 'POST').length).toBeLessThan(count + 10)
    expect(stub.deployments().length).toBeLessThan(5)
  })

  it('tells after a restart what happened while nobody listened, and nothing twice', async () => {
    using data = makeDataFolder()
    await using stub = await startGitHubStub()
    {
      await using store = openStore(data.path)
      await using stage = startReportingStage(store, stub)
      await deploy(store, one)
      await settled(store)
      await stage[Symbol.asyncDispose]()
      // From here on it is as after a crash.
      await deploy(store, two, 'failed')
    }
    const before = stub.requests.length
    for (let starts = 0; starts < 2; starts += 1) {
      await using store = openStore(data.path)
      await using _stage = startReportingStage(store, stub)
      await eventually(
        () => stub.statuses(two).length,
        told => told === 1,
      )
      await settled(store)
    }
    expect(words(stub.statuses(two))).toEqual(['2 failure: Failed in verify: web could not be built'])
    expect(stub.deployments().map(({ sha, statuses }) => [sha, statuses.at(-1)?.state])).toEqual([
      [one, 'success'],
      [two, 'failure'],
    ])
    // The status; the deployment looked for, made, and its state.
    expect(stub.requests.length - before).toBe(4)
  })

  it('sends what a stop cut off after the next start', async () => {
    using data = makeDataFolder()
    await using stub = await startGitHubStub()
    stub.failNext('hang', { times: 1 })
    {
      await using store = openStore(data.path)
      await using stage = startReportingStage(store, stub)
      await deploy(store, one)
      await eventually(
        () => stub.requests.length,
        requests => requests === 1,
      )
      const begin = performance.now()
      await stage[Symbol.asyncDispose]()
      // Sooner than the sender would have given up.
      expect(performance.now() - begin).toBeLessThan(8_000)
    }
    await using store = openStore(data.path)
    await using _stage = startReportingStage(store, stub)
    await settled(store)
    expect(stub.statuses(one).at(-1)).toMatchObject({ state: 'success' })
    expect(outboxOf(store)).toEqual(['status sent 1', 'deployment sent 1'])
  })

  it('reads no event and keeps no position where no app reports', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using stub = await startGitHubStub()
    const quiet = { statuses: false, deployments: false, checkRuns: false, plan: false }
    let read = 0
    const watched: Store = {
      ...store,
      eventsAfter: (seq, filter) => {
        read += 1
        return store.eventsAfter(seq, filter)
      },
    }
    const stage = startReportingStage(watched, stub, { apps: [sampleApp('shop', { report: quiet })] })
    await deploy(store, one)
    await stage[Symbol.asyncDispose]()
    expect([read, store.reportedUntil(), stub.requests.length]).toEqual([0, undefined, 0])
    // What happened before somebody wanted reports is nobody's news.
    await using _stage = startReportingStage(store, stub)
    await deploy(store, two)
    await settled(store)
    expect(stub.statuses(one)).toEqual([])
    expect(stub.statuses(two).length).toBeGreaterThan(0)
  })

  it('tells the end of what was told to wait, though its app has left the registry by then', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using stub = await startGitHubStub()
    const apps = [sampleApp('shop'), sampleApp('blog')]
    await using _stage = startReportingStage(store, stub, { apps })
    const id = await push(store, one)
    await settled(store)
    expect(stub.statuses(one).at(-1)).toMatchObject({ state: 'pending' })
    apps.shift()
    store.finish(id, 'cancelled', Date.now(), { reason: 'The app left the registry.' })
    await settled(store)
    expect(words(stub.statuses(one)).at(-1)).toBe('1 error: The app left the registry.')
  })

  it('ends the environment of a preview that was removed, and does not make one to end it', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using stub = await startGitHubStub()
    const preview = sampleApp('pr12-shop', {
      repository: 'acme/shop',
      preview: { of: 'shop', number: 12, ref: 'refs/pull/12/head', head: one, isFork: false },
    })
    await using stage = startReportingStage(store, stub, { apps: [sampleApp('shop'), preview] })
    for (const commit of [one, two]) {
      const id = await push(store, commit, 'pr12-shop', 'acme/shop')
      walk(store, id, commit, ['sync'])
      store.finish(id, 'succeeded', Date.now(), { reason: 'live' })
      await settled(store)
    }
    stage.reporting.retire(preview)
    stage.reporting.retire(sampleApp('blog', { repository: 'acme/shop' }))
    await settled(store)
    expect(stub.deployments().map(({ environment, statuses }) => `${environment} ${statuses.at(-1)?.state}`)).toEqual([
      'pr-12/shop inactive',
      'pr-12/shop inactive',
    ])
    expect(stub.deployments()[0]).toMatchObject({ transient_environment: true })
  })
})

describe('a forge that does not take a report', () => {
  it.each([
    [401, 'valid'],
    [403, 'statuses: write'],
    [404, 'name is right'],
    [422, 'Its words say why'],
  ] as const)('is left with it after %s, with what to do, and gets the next', async (failure, hint) => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using stub = await startGitHubStub()
    stub.failNext(failure, { times: 99, on: /statuses\// })
    await using stage = startReportingStage(store, stub)
    await deploy(store, one)
    await settled(store)
    const [item] = store.listOutbox({ state: 'failed', limit: 5 })
    expect(item).toMatchObject({ kind: 'status', attempts: 1, error: expect.stringContaining(hint) })
    expect(stub.deployments()[0]?.statuses.at(-1)?.state).toBe('success')
    const refused = store.outboxCounts().failed
    await deploy(store, two)
    await settled(store)
    // What the token may not do is not attempted anew each time; what GitHub refuses of one report says nothing about the next.
    expect(store.outboxCounts().failed > refused).toBe(failure === 422)
    stub.stopFailing()
    stage.forward(15 * minuteMs)
    await deploy(store, three)
    await settled(store)
    expect(stub.statuses(three).at(-1)).toMatchObject({ state: 'success' })
  })

  it.each([500, 502, 'reset', 'limited', 'slow-down'] as const)(
    'gets it later after %s, in the end right',
    async failure => {
      using data = makeDataFolder()
      await using store = openStore(data.path)
      await using stub = await startGitHubStub()
      stub.failNext(failure, { times: 2 })
      await using stage = startReportingStage(store, stub)
      await deploy(store, one)
      for (let attempt = 1; attempt <= 2; attempt += 1) {
        await eventually(
          () => stub.requests.length,
          requests => requests === attempt,
        )
        await eventually(
          () => store.listOutbox({ limit: 9 }).some(({ attempts }) => attempts === attempt),
          is => is,
        )
        stage.forward(2 * minuteMs)
      }
      await settled(store)
      expect(stub.statuses(one).at(-1)).toMatchObject({ state: 'success' })
      expect(outboxOf(store)).toEqual(['status sent 3', 'deployment sent 1'])
      expect(store.list({ limit: 1 })[0]?.state).toBe('succeeded')
    },
  )

  it('is called by four repositories at once at most', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const names = Array.from({ length: 9 }, (_, number) => `app${number}`)
    await using stub = await startGitHubStub({ repositories: names.map(name => `acme/${name}`) })
    stub.failNext('hang', { times: 99 })
    await using stage = startReportingStage(store, stub, { apps: names.map(name => sampleApp(name)) })
    for (const name of names) await deploy(store, one, 'succeeded', name)
    await eventually(
      () => stub.requests.length,
      requests => requests === 4,
    )
    stage.outbox.wake()
    await stage[Symbol.asyncDispose]()
    expect(stub.requests).toHaveLength(4)
  })

  it('holds up no other repository by hanging', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    const names = Array.from({ length: 8 }, (_, number) => `app${number}`)
    await using stub = await startGitHubStub({ repositories: names.map(name => `acme/${name}`) })
    stub.failNext('hang', { times: 99, on: /app[0-2]\// })
    await using _stage = startReportingStage(store, stub, { apps: names.map(name => sampleApp(name)) })
    for (const name of names) await deploy(store, one, 'succeeded', name)
    await eventually(
      () => names.slice(3).every(name => stub.statuses(one, `acme/${name}`).at(-1)?.state === 'success'),
      is => is,
    )
    expect(stub.requests.filter(({ status }) => status === 0)).toHaveLength(3)
  })

  it('gets the wait that it asked for, though a newer state takes the place of the refused one', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using stub = await startGitHubStub()
    stub.failNext('limited', { times: 1 })
    await using _stage = startReportingStage(store, stub)
    const id = await push(store, one)
    await eventually(
      () => store.listOutbox({ limit: 9 }).some(({ attempts }) => attempts === 1),
      is => is,
    )
    walk(store, id, one, ['sync'])
    store.finish(id, 'succeeded', Date.now(), { reason: 'live' })
    const items = await eventually(
      () => store.listOutbox({ limit: 9 }),
      found => found.length === 2 && found.every(({ payload }) => payload.includes('"success"')),
    )
    const first = items.at(-1)
    expect((first?.availableAt ?? 0) - Date.now()).toBeGreaterThan(30_000)
    expect(stub.requests).toHaveLength(1)
  })
})

describe('a repository that was renamed', () => {
  it('is told by the name that its newest delivery had', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using stub = await startGitHubStub({ repositories: ['acme/store'] })
    const seen = { provider: 'github', host: 'github.com', name: 'acme/shop' }
    store.rememberRepository({ ...seen, id: '1', seenAs: 'acme/old-shop', seenAt: 1 })
    store.rememberRepository({ ...seen, id: '2', seenAs: 'acme/store', seenAt: 2 })
    await using _stage = startReportingStage(store, stub)
    await deploy(store, one)
    await settled(store)
    expect(stub.statuses(one).at(-1)).toMatchObject({ state: 'success' })
  })
})

describe('what others tell a forge', () => {
  it('is edited, not told again, and bears no secret', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using stub = await startGitHubStub()
    stub.addPullRequest({ number: 12, head: one })
    await using stage = startReportingStage(store, stub, { secrets: ['hunter2hunter2'] })
    const shop = { provider: 'github', name: 'acme/shop' } as const
    const comment = (body: string) =>
      stage.reporting.tell(
        shop,
        { kind: 'comment', number: 12, marker: 'redhook preview of shop', body },
        { app: 'shop' },
      )
    comment('Deploying')
    comment('At http://127.0.0.1:20001 with hunter2hunter2')
    await settled(store)
    comment('Gone')
    await settled(store)
    expect(stub.comments(12)).toMatchObject([{ body: expect.stringContaining('Gone') }])
    expect(JSON.stringify([store.listOutbox({ limit: 9 }), stub.requests])).not.toContain('hunter2')
    expect(outboxOf(store)).toEqual(['comment sent 1', 'comment sent 1'])
  })

  it('is dropped where the forge takes nothing of the kind', async () => {
    using data = makeDataFolder()
    await using store = openStore(data.path)
    await using stub = await startGitHubStub()
    await using stage = startReportingStage(store, stub)
    stage.reporting.tell(
      { provider: 'gogs', name: 'acme/shop' },
      { kind: 'status', commit: one, context: 'redhook/shop', state: 'success', description: 'Live' },
    )
    expect(outboxOf(store)).toEqual([])
  })
})
