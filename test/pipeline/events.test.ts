import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEvents } from '../../src/pipeline/create-events.ts'
import type { EventsMessage, EventsPorts, EventsScope } from '../../src/pipeline/events.ts'
import { formatPosition, parsePosition } from '../../src/pipeline/events-position.ts'
import { type EventsStage, openEventsStage, readNews, sayNews } from '../support/events-stage.ts'

const withLog: EventsScope = { log: true }
const from = (id: string, scope: EventsScope = withLog): EventsScope => ({ ...scope, after: parsePosition(id) })

/** One deployment of `shop`, from the queue to its end, with three lines. */
async function runOne(stage: EventsStage, app = 'shop'): Promise<number> {
  const id = await stage.queue(app)
  stage.begin()
  stage.write(id, 3)
  await stage.end(id)
  return id
}

describe('a stream of events', () => {
  it('begins with hello at its position, and tells what happens from then on in its order', async () => {
    await using stage = await openEventsStage()
    await runOne(stage)
    using reader = stage.events.open(withLog)
    const id = await stage.queue('blog')
    stage.begin()
    stage.write(id, 2)
    const messages = await readNews(reader, 5)
    await stage.end(id)
    messages.push(...(await readNews(reader)))
    expect(sayNews(messages)).toEqual([
      'hello',
      'state 2 queued',
      'state 2 running',
      'step 2 build running',
      'log 2: 1-2',
      'step 2 build done',
      'state 2 succeeded',
    ])
    expect(messages.map(message => message.id)).toEqual(['5', '6', '7;2:0', '8;2:0', '8;2:2', '9;2:2', '10;2:2'])
    expect(messages.at(-1)).toMatchObject({ event: { app: 'blog', reason: 'It succeeded.' } })
  })

  it('tells lines before the end of the step and the deployment that wrote them', async () => {
    await using stage = await openEventsStage()
    using reader = stage.events.open(withLog)
    await runOne(stage)
    expect(sayNews(await readNews(reader))).toEqual([
      'hello',
      'state 1 queued',
      'state 1 running',
      'step 1 build running',
      'log 1: 1-3',
      'step 1 build done',
      'state 1 succeeded',
    ])
  })

  it('tells a page that was rendered a moment ago all that it has missed', async () => {
    await using stage = await openEventsStage()
    const id = await stage.queue('shop')
    const position = stage.events.position()
    stage.begin()
    stage.write(id, 2)
    using reader = stage.events.open(from(position))
    expect(sayNews(await readNews(reader, 4)).toSorted()).toEqual(
      ['hello', 'state 1 running', 'step 1 build running', 'log 1: 1-2'].toSorted(),
    )
  })

  it('goes on behind the lines that a page has', async () => {
    await using stage = await openEventsStage()
    const id = await stage.queue('shop')
    stage.begin()
    stage.write(id, 5)
    await stage.logs.readAfter('shop', id, 0).next({ flush: true })
    using reader = stage.events.open(from(stage.events.position(new Map([[id, 3]]))))
    expect(sayNews(await readNews(reader, 2))).toEqual(['hello', 'log 1: 4-5'])
  })

  it('tells of locks and detours in the streams of everything and of their app, not in that of a deployment', async () => {
    await using stage = await openEventsStage()
    const id = await stage.queue('shop')
    stage.begin()
    const scopes: EventsScope[] = [
      { log: false },
      { log: false, app: 'shop' },
      { log: false, app: 'blog' },
      { log: true, deployment: id },
    ]
    const readers = scopes.map(scope => stage.events.open(scope))
    stage.store.lock({ app: 'shop', reason: 'the fair', by: 'ada', at: 5_000 })
    stage.store.unlock('shop')
    stage.store.setDetour({ app: 'blog', branch: 'feature/x', by: 'ada', at: 6_000 })
    stage.store.endDetour('blog')
    const told = await Promise.all(readers.map(reader => readNews(reader)))
    const [shop, blog] = [
      ['hold shop locked', 'hold shop unlocked'],
      ['hold blog detoured', 'hold blog back'],
    ] as const
    expect(told.map(sayNews)).toEqual([['hello', ...shop, ...blog], ['hello', ...shop], ['hello', ...blog], ['hello']])
    for (const reader of readers) reader[Symbol.dispose]()
  })

  it('tells of one app alone, without logs where none are asked for', async () => {
    await using stage = await openEventsStage()
    using reader = stage.events.open({ app: 'blog', log: false })
    await runOne(stage, 'shop')
    await runOne(stage, 'blog')
    const messages = await readNews(reader)
    expect(sayNews(messages)).toEqual([
      'hello',
      ...['state 2 queued', 'state 2 running', 'step 2 build running', 'step 2 build done', 'state 2 succeeded'],
    ])
    expect(messages.at(-1)?.id).toBe('10')
  })

  it('ends with the deployment it tells of, after its log; with a finished one at once', async () => {
    await using stage = await openEventsStage()
    const id = await stage.queue('shop')
    using reader = stage.events.open({ deployment: id, log: true })
    stage.begin()
    stage.write(id, 1)
    await stage.end(id, 'failed')
    const told = sayNews(await readNews(reader))
    expect(told.slice(-3)).toEqual(['step 1 build failed', 'state 1 failed', 'end 1 failed'])
    expect(await reader.next(1_000, new AbortController().signal)).toBeUndefined()

    using late = stage.events.open({ deployment: id, log: true })
    const all = await readNews(late)
    expect(sayNews(all)).toEqual(['hello', 'log 1: 1-1', 'end 1 failed'])
    using again = stage.events.open(from(all.at(-1)?.id ?? '', { deployment: id, log: true }))
    expect(sayNews(await readNews(again))).toEqual(['hello', 'end 1 failed'])
  })

  it('names the deployment that took the place of the one it told of', async () => {
    await using stage = await openEventsStage()
    const id = await stage.queue('shop')
    using reader = stage.events.open({ deployment: id, log: true })
    await stage.queue('shop')
    const messages = await readNews(reader)
    expect(messages.at(-1)).toMatchObject({ kind: 'end', state: 'superseded', supersededBy: 2 })
  })

  it('goes on over a deployment that has to be tried again, and one that a restart cut off', async () => {
    await using stage = await openEventsStage()
    const id = await stage.queue('shop')
    const heard: EventsMessage[] = []
    {
      using reader = stage.events.open(withLog)
      stage.begin()
      stage.write(id, 2)
      await stage.requeue(id)
      stage.begin()
      stage.write(id, 2)
      heard.push(...(await readNews(reader)))
    }
    await stage.restart()
    stage.begin()
    stage.write(id, 2)
    await stage.end(id)
    using reader = stage.events.open(from(heard.at(-1)?.id ?? ''))
    const rest = await readNews(reader)
    const lines = [...heard, ...rest].flatMap(message => (message.kind === 'log' ? message.lines : []))
    expect(lines.map(({ line, text }) => [line, text])).toEqual(
      Array.from({ length: 6 }, (_, index) => [index + 1, `line ${index}`]),
    )
    expect(sayNews(rest).at(-1)).toBe('state 1 succeeded')
  })

  it('says how many events and lines are no longer kept', async () => {
    await using stage = await openEventsStage({ limits: { head: 1_000, tail: 5_000 } })
    const id = await stage.queue('shop')
    stage.begin()
    for (let times = 0; times < 20; times += 1) {
      stage.write(id, 50)
      await stage.logs.readAfter('shop', id, 0).next({ flush: true })
    }
    await stage.requeue(id)
    const { store } = stage
    const forgetful: EventsPorts['store'] = {
      ...store,
      firstEvent: () => 3,
      eventsAfter: (seq, filter) => store.eventsAfter(Math.max(2, seq), filter),
    }
    using reader = createEvents({ store: forgetful, logs: stage.logs, version: '1' }).open(from('0;1:10'))
    const messages = await readNews(reader)
    const lost = messages.find(({ kind }) => kind === 'lines-gone')
    expect(sayNews(messages).slice(0, 3)).toEqual(['hello', 'gap: 2 events', 'step 1 build running'])
    expect(lost).toMatchObject({ deployment: 1 })
    const told = messages.flatMap(message => (message.kind === 'log' ? message.lines : []))
    const missing = messages.reduce((sum, message) => sum + (message.kind === 'lines-gone' ? message.lines : 0), 0)
    expect(told.length + missing).toBe(990)
    using after = stage.events.open(from(lost?.id ?? ''))
    expect(sayNews(await readNews(after)).some(text => text.startsWith('gap'))).toBe(false)
  })

  it('says so when a position is of another store, and tells what comes', async () => {
    await using stage = await openEventsStage()
    using reader = stage.events.open(from('9999;77:3'))
    const id = await stage.queue('shop')
    expect(sayNews(await readNews(reader))).toEqual(['hello', 'gap: 0 events', `state ${id} queued`])
  })

  it('wakes its reader for what concerns it, and says nothing for a while when there is nothing', async () => {
    await using stage = await openEventsStage()
    using reader = stage.events.open(withLog)
    await readNews(reader)
    const started = performance.now()
    expect(await reader.next(60, new AbortController().signal)).toEqual([])
    expect(performance.now() - started).toBeGreaterThan(50)
    const waiting = reader.next(30_000, new AbortController().signal)
    await stage.queue('shop')
    expect(sayNews((await waiting) ?? [])).toEqual(['state 1 queued'])
    const stop = new AbortController()
    const ended = reader.next(30_000, stop.signal)
    stop.abort()
    expect(await ended).toBeUndefined()
  })

  it('is counted while it is open', async () => {
    await using stage = await openEventsStage()
    {
      using _one = stage.events.open(withLog)
      using _other = stage.events.open(withLog)
      expect(stage.events.count()).toBe(2)
    }
    expect(stage.events.count()).toBe(0)
  })
})

type Act = 'queue' | 'begin' | 'write' | 'end' | 'requeue' | 'cut' | 'restart' | 'pause'

describe('whoever comes back with the last id', () => {
  it('has been told everything once and in order in the end, wherever the stream was cut', async () => {
    const act = fc.oneof(
      { weight: 3, arbitrary: fc.constant<Act>('queue') },
      { weight: 5, arbitrary: fc.constant<Act>('begin') },
      { weight: 8, arbitrary: fc.constant<Act>('write') },
      { weight: 3, arbitrary: fc.constant<Act>('end') },
      { weight: 1, arbitrary: fc.constant<Act>('requeue') },
      { weight: 6, arbitrary: fc.constant<Act>('cut') },
      { weight: 1, arbitrary: fc.constant<Act>('restart') },
      { weight: 2, arbitrary: fc.constant<Act>('pause') },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(act, fc.nat({ max: 400 })), { minLength: 10, maxLength: 60 }), async acts => {
        await using stage = await openEventsStage({ limits: { head: 20_000, tail: 10_000_000 } })
        const told: EventsMessage[] = []
        const running: number[] = []
        let reader = stage.events.open(withLog)
        let position = stage.events.position()
        /** Reads a few batches, forgets a part of the last one, as a connection that broke would, and comes back. */
        const cut = async (batches: number, lost: number) => {
          for (let left = batches; left > 0; left -= 1) {
            const batch = (await reader.next(5, new AbortController().signal)) ?? []
            const arrived = left === 1 ? batch.slice(0, Math.max(0, batch.length - lost)) : batch
            told.push(...arrived)
            position = arrived.at(-1)?.id ?? position
          }
          reader[Symbol.dispose]()
          reader = stage.events.open(from(position))
        }
        for (const [what, number] of acts) {
          const id = running[number % Math.max(1, running.length)]
          if (what === 'queue') await stage.queue(['shop', 'blog', 'wiki'][number % 3] ?? 'shop')
          else if (what === 'begin') {
            const begun = stage.begin()
            if (begun !== undefined) running.push(begun)
          } else if (what === 'cut') await cut(1 + (number % 4), number % 3)
          else if (what === 'pause') await sleep(number % 30)
          else if (what === 'restart') {
            reader[Symbol.dispose]()
            await stage.restart()
            running.length = 0
            reader = stage.events.open(from(position))
          } else if (id !== undefined && what === 'write') stage.write(id, number)
          else if (id !== undefined) {
            running.splice(running.indexOf(id), 1)
            await (what === 'end' ? stage.end(id) : stage.requeue(id))
          }
        }
        for (const id of running) await stage.end(id)
        told.push(...(await readNews(reader)))
        reader[Symbol.dispose]()
        expectAll(told, stage)
      }),
      { numRuns: 40 },
    )
  })
})

function expectAll(told: readonly EventsMessage[], { store, written }: EventsStage): void {
  const events = told.flatMap(message => (message.kind === 'event' ? [message.event.seq] : []))
  expect(events).toEqual(store.eventsAfter(0, { limit: 100_000 }).map(({ seq }) => seq))
  for (const [id, count] of written) {
    const lines = told.flatMap(message => (message.kind === 'log' && message.deployment === id ? message.lines : []))
    expect(lines.map(({ text }) => text)).toEqual(Array.from({ length: count }, (_, index) => `line ${index}`))
    expect(lines.map(({ line }) => line)).toEqual(Array.from({ length: count }, (_, index) => index + 1))
  }
  expect(told.filter(({ kind }) => kind.endsWith('gone'))).toEqual([])
}

describe('a position', () => {
  it('says the same after it was written and read', () => {
    const lines = fc.uniqueArray(fc.tuple(fc.nat(), fc.nat()), { selector: ([id]) => id, maxLength: 20 })
    fc.assert(
      fc.property(fc.nat(), lines, (seq, pairs) => {
        const position = { seq, lines: new Map(pairs) }
        expect(parsePosition(formatPosition(position))).toEqual(position)
      }),
    )
  })

  it.each(['', 'x', '1;', '-1', '1;2', '1;2:3,', '1;2:3;4', `${'9'.repeat(20)}`, '1;2:3\n'])('is not %j', text => {
    expect(() => parsePosition(text)).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })
})
