import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createTokens } from '../../../src/http/access/tokens.ts'
import type { EventsLimits } from '../../../src/http/api/events.ts'
import { createApp } from '../../../src/http/app.ts'
import { doorPorts } from '../../support/door-ports.ts'
import { readEventStream, type SentEvent } from '../../support/event-stream.ts'
import { openEventsStage } from '../../support/events-stage.ts'

async function openSite(limits: EventsLimits = { heartbeatMs: 10_000, streams: 10 }, isPublic = false) {
  const stage = await openEventsStage()
  const stopping = new AbortController()
  const settings = { isPublic, hasPublicLogs: false }
  const ports = { ...doorPorts(stage.store, '/nowhere', settings), events: stage.events, eventsLimits: limits }
  const app = createApp({ ...ports, stopping: stopping.signal }, 'network')
  const tokens = createTokens(stage.store, ports.clock)
  const { secret } = tokens.create({ name: 'viewer', role: 'view' }, 'a test')
  const ask = async (path: string, headers: Record<string, string> = {}) =>
    app.request(path, { headers: isPublic ? headers : { authorization: `Bearer ${secret}`, ...headers } })
  return {
    ...{ stage, ask, tokens, app, secret },
    stop: () => stopping.abort(),
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await stage[Symbol.asyncDispose]()
    },
  }
}

/** One deployment of `shop` with three lines, from the queue to its end. */
async function runOne({ stage }: Awaited<ReturnType<typeof openSite>>, app = 'shop'): Promise<number> {
  const id = await stage.queue(app)
  stage.begin()
  stage.write(id, 3)
  await stage.end(id)
  return id
}

const kinds = (messages: readonly SentEvent[]) => messages.map(({ event }) => event)

describe('the stream of a deployment', () => {
  it('is told whole, in the format browsers read, and ends', async () => {
    await using site = await openSite()
    const id = await runOne(site)
    const answer = await site.ask(`/api/v1/deployments/${id}/events?log=true&after=0`)
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    expect(answer.headers.get('cache-control')).toContain('no-transform')
    const { messages, rest } = await readEventStream(answer)
    expect(rest).toBe('')
    expect(messages[0]).toEqual({ id: '0;1:0', event: 'hello', data: { position: '0;1:0', version: '1.2.3' } })
    expect(kinds(messages)).toEqual(['hello', 'log', 'state', 'state', 'step', 'step', 'state', 'end'])
    expect(messages[1]?.data).toEqual(
      [0, 1, 2].map(index => ({
        ...{ deployment: id, line: index + 1, at: 1_000, step: 'build', stream: 'stdout' },
        text: `line ${index}`,
      })),
    )
    expect(messages.at(-2)?.data).toMatchObject({ app: 'shop', state: 'succeeded', reason: 'It succeeded.' })
    expect(messages.at(-1)?.data).toEqual({ deployment: id, state: 'succeeded' })
  })

  it('goes on behind every id it ever sent, by header or by query', async () => {
    await using site = await openSite()
    const path = `/api/v1/deployments/${await runOne(site)}/events?log=true`
    const { messages } = await readEventStream(await site.ask(`${path}&after=0`))
    for (const [index, { id }] of messages.entries()) {
      const rest = messages.slice(index + 1).filter(({ event }) => event !== 'end')
      for (const headers of [{ 'last-event-id': id }, undefined]) {
        const query = headers ? '&after=0' : `&after=${encodeURIComponent(id)}`
        const again = await readEventStream(await site.ask(path + query, headers))
        expect(kinds(again.messages).filter(kind => kind !== 'end')).toEqual(['hello', ...kinds(rest)])
        expect(again.messages.slice(1, -1).map(({ data }) => data)).toEqual(rest.map(({ data }) => data))
      }
    }
  })

  it('comes as a line of JSON for each message to whoever asks for that', async () => {
    await using site = await openSite()
    const id = await runOne(site)
    const path = `/api/v1/deployments/${id}/events?log=true&after=0`
    const answer = await site.ask(path, { accept: 'application/x-ndjson' })
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson')
    const lines = (await answer.text()).trim().split('\n')
    const { messages } = await readEventStream(await site.ask(path))
    expect(lines.map(line => JSON.parse(line))).toEqual(messages)
  })

  it('does not exist for an unknown deployment or app, nor at a position that is none', async () => {
    await using site = await openSite()
    const problems = ['deployments/7/events', 'apps/nosuch/events', 'events?after=x', 'events?log=yes', 'events?x=1']
    const answers = await Promise.all(problems.map(path => site.ask(`/api/v1/${path}`)))
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 400, 400, 400])
    expect((await site.ask('/api/v1/events', { 'last-event-id': 'x' })).status).toBe(400)
  })
})

describe('a stream of everything or of an app', () => {
  it('tells what happens while it is open, to whom it concerns', async () => {
    await using site = await openSite()
    await site.stage.queue('shop')
    const all = readEventStream(await site.ask('/api/v1/events'), ({ length }) => length >= 6)
    const app = readEventStream(await site.ask('/api/v1/apps/shop/events'), ({ length }) => length >= 3)
    await expect.poll(() => site.stage.events.count()).toBe(2)
    await site.stage.queue('blog')
    site.stage.begin()
    site.stage.begin()
    expect(kinds((await all).messages)).toEqual(['hello', 'state', 'state', 'step', 'state', 'step'])
    expect((await app).messages.slice(1).map(({ data }) => data.app)).toEqual(['shop', 'shop'])
  })

  it('tells who is held and who is free again', async () => {
    await using site = await openSite()
    await site.stage.queue('shop')
    const streams = ['events', 'apps/shop/events'].map(async path =>
      readEventStream(await site.ask(`/api/v1/${path}`), ({ length }) => length >= 3),
    )
    await expect.poll(() => site.stage.events.count()).toBe(2)
    site.stage.store.lock({ app: 'shop', reason: 'the fair', by: 'ada', at: 5_000 })
    site.stage.store.unlock('shop')
    for (const { messages } of await Promise.all(streams)) {
      expect(kinds(messages)).toEqual(['hello', 'hold', 'hold'])
      expect(messages[1]?.data).toEqual({ seq: 2, at: 5_000, app: 'shop', what: 'locked' })
      expect(messages[2]?.data).toMatchObject({ app: 'shop', what: 'unlocked' })
    }
  })

  it('tells no lines to those who may not see logs', async () => {
    await using site = await openSite(undefined, true)
    const id = await runOne(site)
    for (const path of ['events', 'apps/shop/events', `deployments/${id}/events`]) {
      const answer = await site.ask(`/api/v1/${path}?log=true&after=0`)
      const { messages } = await readEventStream(answer, ({ length }) => length >= 6)
      expect(kinds(messages).slice(0, 6)).toEqual(['hello', 'state', 'state', 'step', 'step', 'state'])
      expect(messages.map(message => message.id).join()).not.toContain(';')
    }
  })
})

describe('an open stream', () => {
  it('says nothing in a comment from time to time, so that proxies keep it', async () => {
    await using site = await openSite({ heartbeatMs: 20, streams: 10 })
    const { messages, comments } = await readEventStream(await site.ask('/api/v1/events'), (_, count) => count === 3)
    expect(kinds(messages)).toEqual(['hello'])
    expect(comments).toBe(3)
  })

  it('ends when Redhook stops', async () => {
    await using site = await openSite()
    const greeted = Promise.withResolvers<void>()
    const reading = readEventStream(await site.ask('/api/v1/events'), () => {
      greeted.resolve()
      return false
    })
    await greeted.promise
    site.stop()
    expect(kinds((await reading).messages)).toEqual(['hello'])
    expect(site.stage.events.count()).toBe(0)
  })

  it('ends when its token is revoked, also while nothing is read from it', async () => {
    await using site = await openSite({ heartbeatMs: 20, streams: 10 })
    const read = readEventStream(await site.ask('/api/v1/events'))
    const stuck = (await site.ask('/api/v1/events')).body?.getReader()
    await stuck?.read()
    expect(site.stage.events.count()).toBe(2)
    site.tokens.revoke('viewer')
    await read
    await expect.poll(() => site.stage.events.count()).toBe(0)
  })

  it('is read only as fast as it is taken, and then told the rest, or how much of it is gone', async () => {
    await using site = await openSite()
    const { stage } = site
    const id = await stage.queue('shop')
    stage.begin()
    let read = 0
    const { open } = stage.events
    stage.events.open = scope => {
      const reader = open(scope)
      return { ...reader, next: (...asked) => reader.next(...asked).finally(() => (read += 1)) }
    }
    const answer = await site.ask(`/api/v1/deployments/${id}/events?log=true`)
    const body = answer.body?.getReader()
    await body?.read()
    for (let times = 0; times < 50; times += 1) {
      stage.write(id, 1_000)
      await sleep(1)
    }
    expect(read).toBe(1)
    body?.releaseLock()
    await stage.end(id)
    const { messages } = await readEventStream(answer)
    const lines = messages.flatMap(({ event, data }) => (event === 'log' ? data : []))
    expect(lines.map(({ line }: { line: number }) => line)).toEqual(Array.from({ length: 50_000 }, (_, at) => at + 1))
  })

  it('is one of a number, beyond which whoever comes is told when to come again', async () => {
    await using site = await openSite({ heartbeatMs: 10_000, streams: 2 })
    const open = await Promise.all([site.ask('/api/v1/events'), site.ask('/api/v1/events')])
    const readers = open.map(({ body }) => body?.getReader())
    for (const reader of readers) await reader?.read()
    const refused = await site.ask('/api/v1/events')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10'])
    expect(await refused.json()).toMatchObject({ code: 'BUSY', hint: expect.any(String) })
    await readers[0]?.cancel()
    expect((await site.ask('/api/v1/events')).status).toBe(200)
  })

  it('is not opened by asking for its headers', async () => {
    await using site = await openSite()
    const headers = { authorization: `Bearer ${site.secret}` }
    const answer = await site.app.request('/api/v1/events', { method: 'HEAD', headers })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    expect(site.stage.events.count()).toBe(0)
  })
})
