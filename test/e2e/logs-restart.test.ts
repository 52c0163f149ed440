import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEventStream, type SentEvent } from '../support/event-stream.ts'
import { openSandbox, type Sandbox } from '../support/sandbox.ts'

/** Prints its lines a little at a time, and ends once it may. */
const lines = (mayEnd: string) => `import { existsSync } from 'node:fs'
let next = 0
setInterval(() => {
  for (let count = 0; count < 20 && next < 2000; count += 1) console.log('line ' + next++)
  if (next >= 2000 && existsSync('${mayEnd}')) process.exit()
}, 20)
`

let box: Sandbox
beforeAll(async () => {
  box = await openSandbox()
})
afterAll(() => box[Symbol.asyncDispose]())

describe('whoever follows a deployment while Redhook is killed and started again', () => {
  it('gets every line and event once and in order: on the command line, and as a browser that sends the last id', async () => {
    const repository = box.repository('lines', { 'lines.mjs': lines(box.path('may-end')) })
    const command = [[process.execPath, 'lines.mjs']]
    box.registry({ [repository.name]: { path: repository.checkout, project: 'lines', branch: 'main', command } })
    let server = await box.start()
    const follow = (headers?: Record<string, string>) =>
      fetch(`${server.url}/api/v1/apps/lines/events?log=true`, {
        headers: { authorization: `Bearer ${box.token}`, ...headers },
      })
    const heard: SentEvent[] = []
    const first = readEventStream(await follow(), messages => {
      heard.splice(0, heard.length, ...messages)
      return false
    }).catch(() => undefined)
    const { body } = await server.deliver(repository, { after: repository.push({ 'a.txt': 'a' }) })
    const id = body.deployments?.[0]?.id ?? 0
    const terminal = box.cli(['logs', String(id), '-f', '--json'])
    await expect
      .poll(() => heard.filter(({ event }) => event === 'log').length, { timeout: 120_000 })
      .toBeGreaterThan(3)
    // The command line has begun to follow, too.
    await expect
      .poll(async () => (await server.api('/metrics')).text(), { timeout: 120_000 })
      .toMatch(/^redhook_event_streams 2$/m)
    await server.stop('SIGKILL', { tree: true })
    await first
    writeFileSync(box.path('may-end'), '')
    server = await box.start()
    const again = await follow({ 'last-event-id': heard.at(-1)?.id ?? '' })
    const rest = await readEventStream(again, messages => messages.some(({ data }) => data.state === 'succeeded'))

    const log = await server.log(id)
    const told = [...heard, ...rest.messages].flatMap(({ event, data }) => (event === 'log' ? data : []))
    expect(told.map(({ text }: { text: string }) => text).join('\n')).toBe(log)
    expect(log.match(/line 0$/gm)?.length).toBe(2)
    const seqs = [...heard, ...rest.messages].flatMap(({ data }) =>
      data.seq === undefined ? [] : [data.seq as number],
    )
    expect(seqs).toEqual(Array.from(seqs, (_, index) => (seqs[0] ?? 0) + index))

    const { status, stdout, stderr } = await terminal
    const printed = stdout.trim().split('\n')
    expect([status, stderr]).toEqual([0, ''])
    expect(printed.map(line => (JSON.parse(line) as { text: string }).text).join('\n')).toBe(log)
  })
})
