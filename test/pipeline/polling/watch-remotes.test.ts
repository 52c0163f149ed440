import { renameSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deliveryGraceMs } from '../../../src/core/polling/decide-tip.ts'
import { startGitHttpServer } from '../../support/git-http.ts'
import { eventually } from '../../support/pipeline-samples.ts'
import { queueing, sampleDelivery, sampleWanted } from '../../support/store-samples.ts'
import { everyMs, openWatchStage, type WatchStage } from '../../support/watch-stage.ts'

const causesOf = (stage: WatchStage) => stage.queued().map(({ cause }) => cause)
const request = (stage: WatchStage) =>
  stage.store.request(sampleWanted('shop', { cause: { kind: 'request', by: 'ann' } }), Date.now())

describe('an app that is polled', () => {
  it('is deployed at the first look, and at each new tip, once', async () => {
    await using stage = openWatchStage()
    const first = stage.remote.push({ 'a.txt': '1' })
    stage.register(stage.app({ pollMs: everyMs }))
    stage.start()
    await stage.until(1)
    await stage.looks()
    stage.end(first)
    const tip = stage.remote.push({ 'a.txt': '2' })
    await stage.until(2)
    await stage.looks()
    expect(causesOf(stage)).toEqual([
      { kind: 'poll', tip, isMissed: false },
      { kind: 'poll', tip: first, isMissed: false },
    ])
    expect(stage.counted).toMatchObject({ polled: 2, lost: 0, away: 0 })
  })

  it.each(['failed', 'rolled_back'] as const)('is not tried again where its tip ended %s', async state => {
    await using stage = openWatchStage()
    await request(stage)
    stage.end(stage.remote.push({ 'a.txt': '1' }), state)
    stage.register(stage.app({ pollMs: everyMs }))
    stage.start()
    await stage.looks(3)
    expect(stage.queued()).toHaveLength(1)
  })

  it('is deployed where its branch was moved back', async () => {
    await using stage = openWatchStage()
    const older = stage.remote.push({ 'a.txt': '1' })
    stage.register(stage.app({ pollMs: everyMs }))
    stage.start()
    await stage.until(1)
    stage.end(older)
    const newer = stage.remote.push({ 'a.txt': '2' })
    await stage.until(2)
    stage.end(newer)
    stage.moveBack(older)
    await stage.until(3)
    expect(causesOf(stage)[0]).toEqual({ kind: 'poll', tip: older, isMissed: false })
  })

  it('is left alone while something of it waits, and looked at again after that', async () => {
    await using stage = openWatchStage()
    const waiting = await request(stage)
    const tip = stage.remote.push({ 'a.txt': '1' })
    stage.register(stage.app({ pollMs: everyMs }))
    stage.start()
    await stage.looks(3)
    expect(stage.queued()).toMatchObject([{ id: waiting.id, state: 'queued' }])
    stage.end('f'.repeat(40))
    await stage.until(2)
    expect(causesOf(stage)[0]).toMatchObject({ kind: 'poll', tip })
  })

  it('has nothing to do for what a webhook told of', async () => {
    await using stage = openWatchStage()
    const after = stage.remote.push({ 'a.txt': '1' })
    await stage.store.record(sampleDelivery('one', { after }), queueing('shop'))
    stage.end('e'.repeat(40), 'failed')
    stage.register(stage.app({ pollMs: everyMs }))
    stage.start()
    await stage.looks(3)
    expect(stage.queued()).toHaveLength(1)
  })
})

describe('an app that is not polled', () => {
  it('gets a push that no delivery told of, once a delivery can no longer be under way', async () => {
    await using stage = openWatchStage()
    await request(stage)
    stage.end(stage.remote.push({ 'a.txt': '1' }))
    const tip = stage.remote.push({ 'a.txt': '2' })
    stage.register(stage.app())
    stage.start()
    await stage.looks(3)
    expect(stage.queued()).toHaveLength(1)
    stage.putForward(deliveryGraceMs)
    await eventually(
      () => stage.counted.lost,
      lost => lost === 1,
    )
    expect(causesOf(stage)[0]).toEqual({ kind: 'poll', tip, isMissed: true })
    expect(stage.counted.polled).toBe(0)
    expect(stage.log.lines.filter(line => line.startsWith('warn'))).toMatchObject([
      expect.stringContaining('a push was found that no delivery told of'),
    ])
  })

  it('is left to the delivery where that comes in time', async () => {
    await using stage = openWatchStage()
    await request(stage)
    stage.end(stage.remote.push({ 'a.txt': '1' }))
    const after = stage.remote.push({ 'a.txt': '2' })
    stage.register(stage.app())
    stage.start()
    await stage.looks()
    await stage.store.record(sampleDelivery('late', { after }), queueing('shop'))
    stage.putForward(deliveryGraceMs)
    await stage.looks(1)
    expect(causesOf(stage)).toMatchObject([{ kind: 'push' }, { kind: 'request' }])
  })

  it('that nothing was ever decided for is only remembered; from then on a lost push is found', async () => {
    await using stage = openWatchStage()
    stage.register(stage.app())
    await using first = stage.start()
    await stage.looks(1)
    await first[Symbol.asyncDispose]()
    expect(stage.queued()).toEqual([])
    const tip = stage.remote.push({ 'a.txt': '2' })
    stage.start()
    await stage.looks()
    stage.putForward(deliveryGraceMs)
    await stage.until(1)
    expect(causesOf(stage)).toEqual([{ kind: 'poll', tip, isMissed: true }])
  })

  it.each([
    ['people alone deploy it', { on: [] }],
    ['it is Redhook, which leaves itself alone', { self: 'skip' as const }],
    ['its branch is gone', { branch: 'gone', pollMs: everyMs }],
  ])('and gets nothing where %s', async (_, changes) => {
    await using stage = openWatchStage()
    stage.register(stage.app(changes), stage.app({ name: 'blog', pollMs: everyMs }))
    stage.start()
    await stage.until(1)
    await stage.looks()
    expect(stage.queued()).toMatchObject([{ app: 'blog' }])
  })
})

describe('remotes', () => {
  it('are asked once for all apps that share one', async () => {
    await using stage = openWatchStage()
    stage.remote.push({ 'a.txt': '1' }, { branch: 'dev' })
    const path = stage.remote.cloneTo(join(stage.folder, 'other'))
    stage.register(stage.app({ pollMs: everyMs }), stage.app({ name: 'dev', path, branch: 'dev' }))
    const watch = stage.start()
    await stage.looks(3)
    await stage.until(1)
    expect(watch.counts()).toEqual({ remotes: 1, polled: 1 })
    expect([...new Set(stage.asked)]).toEqual(['main dev'])
    expect(stage.queued()).toMatchObject([{ app: 'shop' }])
  })

  it('that are away are warned of once, asked less often, and found again', async () => {
    await using stage = openWatchStage()
    await using server = await startGitHttpServer(stage.folder)
    const url = server.url('remote.git')
    server.answer = 503
    stage.register(stage.app({ url, pollMs: everyMs }))
    const watch = stage.start()
    await eventually(
      () => stage.counted.away,
      away => away >= 3,
    )
    expect(watch.seen()).toMatchObject([{ app: 'shop', ok: false, detail: expect.stringContaining('503') }])
    server.answer = 'repository'
    await stage.until(1)
    await eventually(watch.seen, ([shop]) => shop?.ok === true)
    const said = stage.log.lines.filter(line => line.includes('a remote is'))
    expect(said).toMatchObject([
      expect.stringContaining('warn: a remote is away'),
      expect.stringContaining('info: a remote is back'),
    ])
  })

  it('on a disk that is not mounted are found again', async () => {
    await using stage = openWatchStage()
    renameSync(stage.remote.bare, `${stage.remote.bare}.away`)
    stage.register(stage.app({ pollMs: everyMs }))
    stage.start()
    await eventually(
      () => stage.counted.away,
      away => away >= 1,
    )
    renameSync(`${stage.remote.bare}.away`, stage.remote.bare)
    await stage.until(1)
  })

  it('that never answer are given up after a while', async () => {
    await using stage = openWatchStage()
    const silent = createServer(() => undefined)
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : 0
    stage.register(stage.app({ url: `http://127.0.0.1:${port}/shop.git`, pollMs: everyMs }))
    const watch = stage.start(600)
    await eventually(
      () => stage.counted.away,
      away => away >= 1,
    )
    expect(watch.seen()).toMatchObject([{ ok: false, detail: 'it did not answer within 1 s' }])
    silent.close()
  })

  it('are no longer asked where the registry no longer has them', async () => {
    await using stage = openWatchStage()
    stage.register(stage.app({ pollMs: everyMs }))
    const watch = stage.start()
    await stage.until(1)
    stage.register()
    await eventually(watch.counts, ({ remotes }) => remotes === 0)
    expect(watch.seen()).toEqual([])
  })
})
