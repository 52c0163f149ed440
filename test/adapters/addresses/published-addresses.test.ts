import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openPublishedAddresses } from '../../../src/adapters/addresses/published-addresses.ts'
import { createMemoryLog, eventually } from '../../support/pipeline-samples.ts'
import { makeDataFolder } from '../../support/store-samples.ts'

const hour = 3_600_000
const inside = '203.0.113.7'

/** A forge that publishes its addresses, or what a broken one says; and a data folder to start with again. */
async function openStage() {
  const stack = new AsyncDisposableStack()
  const data = stack.use(makeDataFolder())
  let asked = 0
  const stage = {
    answer: { status: 200, body: JSON.stringify({ hooks: ['203.0.113.0/24', '2001:db8:7::/48'] }) },
    now: 1_000_000,
    log: createMemoryLog(),
    file: join(data.path, 'addresses', 'github.json'),
    apiUrl: '',
    asked: () => asked,
    open: (isWanted = true) =>
      openPublishedAddresses({
        ...{ dataDir: data.path, log: stage.log, random: () => 0.5, lookMs: 5 },
        clock: { now: () => stage.now },
        isWanted: () => isWanted,
        apiUrl: () => stage.apiUrl,
      }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
  const server = createServer((request, response) => {
    asked += 1
    expect([request.method, request.url]).toEqual(['GET', '/api/v3/meta'])
    const { status, body } = stage.answer
    if (status === 0) response.destroy()
    else response.writeHead(status, { location: '/elsewhere' }).end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  stack.defer(() => void server.close())
  const address = server.address()
  stage.apiUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/api/v3`
  return stage
}

describe("GitHub's addresses", () => {
  it('are the shipped ones at first', async () => {
    await using stage = await openStage()
    stage.apiUrl = 'https://api.github.com'
    using addresses = stage.open(false)
    expect(addresses.has('192.30.252.41')).toBe(true)
    expect([addresses.has(inside), addresses.has('2a0a:a440::1'), addresses.has('::1')]).toEqual([false, true, false])
  })

  it('are nobody’s at first where they are those of another server', async () => {
    await using stage = await openStage()
    using addresses = stage.open(false)
    expect(addresses.has('192.30.252.41')).toBe(false)
  })

  it('are fetched when they are used, kept on disk, and fetched again after a day', async () => {
    await using stage = await openStage()
    using first = stage.open()
    await eventually(
      () => first.has(inside),
      has => has,
    )
    expect(first.state()).toEqual({ entries: 2, fetchedAt: 1_000_000 })
    first[Symbol.dispose]()

    stage.now += 20 * hour
    using second = stage.open()
    expect(second.has(inside)).toBe(true)
    stage.answer = { status: 200, body: JSON.stringify({ hooks: ['198.51.100.0/24'] }) }
    stage.now += 10 * hour
    await eventually(
      () => second.has('198.51.100.9'),
      has => has,
    )
    expect([second.has(inside), stage.asked()]).toEqual([false, 2])
    expect(JSON.parse(readFileSync(stage.file, 'utf8'))).toMatchObject({ hooks: ['198.51.100.0/24'] })
  })

  it('are asked for by nobody where allowFrom does not name them', async () => {
    await using stage = await openStage()
    using idle = stage.open(false)
    using used = stage.open()
    await eventually(
      () => used.has(inside),
      has => has,
    )
    expect([idle.state(), stage.asked()]).toEqual([undefined, 1])
  })

  const bad: [title: string, answer: { status: number; body: string }, problem: string][] = [
    ['is an error', { status: 503, body: '{}' }, 'the answer is 503'],
    ['leads elsewhere', { status: 302, body: '' }, 'redirect'],
    ['breaks off', { status: 0, body: '' }, 'other side closed'],
    ['is not JSON', { status: 200, body: '<html>' }, 'the answer is not JSON'],
    ['has no list', { status: 200, body: '{"hooks":{}}' }, 'the answer has no list of hooks'],
    ['is null', { status: 200, body: 'null' }, 'the answer has no list of hooks'],
    ['is empty', { status: 200, body: '{"hooks":[]}' }, 'the list of hooks is empty'],
    [
      'lets the world in',
      { status: 200, body: '{"hooks":["192.30.252.0/22","0.0.0.0/0"]}' },
      'covers too much to be true',
    ],
    ['lets half of IPv6 in', { status: 200, body: '{"hooks":["8000::/1"]}' }, 'covers too much to be true'],
    ['names no addresses', { status: 200, body: '{"hooks":["github.com"]}' }, 'is no address or network'],
    ['names numbers', { status: 200, body: '{"hooks":[3232235777]}' }, 'is no address or network'],
    ['has a zone', { status: 200, body: '{"hooks":["fe80::1%eth0"]}' }, 'is no address or network'],
    ['has octal digits', { status: 200, body: '{"hooks":["0300.036.0374.0/22"]}' }, 'is no address or network'],
    ['is endless', { status: 200, body: `{"hooks":["${'1'.repeat(5_100_000)}"]}` }, 'the answer is too long'],
  ]
  it('stay as they are when the answer cannot be believed, and say why', async () => {
    await using stage = await openStage()
    using addresses = stage.open(true)
    await eventually(
      () => addresses.has(inside),
      has => has,
    )
    for (const [title, answer, problem] of bad) {
      stage.answer = answer
      await addresses.refresh()
      expect(addresses.state(), title).toMatchObject({ entries: 2, problem: expect.stringContaining(problem) })
      expect(addresses.has(inside), title).toBe(true)
    }
    expect(stage.log.lines.filter(line => line.startsWith('warn'))).toHaveLength(1)
    stage.answer = { status: 200, body: JSON.stringify({ hooks: ['203.0.113.0/24'] }) }
    await addresses.refresh()
    expect(addresses.state()).toEqual({ entries: 1, fetchedAt: stage.now })
  })

  it.each([
    ['is no JSON', '{'],
    ['lets the world in', '{"from":"FROM","at":1000000,"hooks":["0.0.0.0/0"]}'],
    ['is of another server', '{"from":"http://elsewhere","at":1000000,"hooks":["203.0.113.0/24"]}'],
    ['has no time', '{"from":"FROM","hooks":["203.0.113.0/24"]}'],
  ])('are not taken from a file that %s', async (_, text) => {
    await using stage = await openStage()
    mkdirSync(join(stage.file, '..'), { recursive: true })
    writeFileSync(stage.file, text.replace('FROM', stage.apiUrl))
    stage.answer = { status: 500, body: '' }
    using addresses = stage.open()
    expect([addresses.has(inside), addresses.state()?.entries]).toEqual([false, 0])
  })
})
