import type { RequestListener, ServerResponse } from 'node:http'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ApiApp } from '../../src/cli/api.ts'
import { createScreen } from '../../src/cli/watch/screen.ts'
import { apiDeployment } from '../support/cli-deployment.ts'
import { answerJson, createCliHarness } from '../support/cli-harness.ts'
import { openTerminal } from '../support/shell-terminal.ts'

const node = resolve('node_modules/.bin/node')
const program = resolve('test/support/cli-process.ts')

const shop: ApiApp = {
  app: 'shop',
  repository: 'acme/shop',
  branch: 'main',
  path: '/srv/shop',
  project: 'redshop',
  live: { commit: 'a'.repeat(40), at: '2026-05-01T11:51:20Z', subject: 'Add the cart', author: 'Ann' },
  last: apiDeployment(),
}
const building = apiDeployment({
  id: 8,
  status: 'running',
  steps: [{ name: 'build', startedAt: '2026-05-01T11:59:48Z', result: 'running' }],
})

/** A server whose apps are what a test says at the moment; `tell` sends an event to everybody who listens. */
function createStaff(first: readonly ApiApp[]) {
  const listeners = new Set<ServerResponse>()
  const staff = {
    apps: first,
    listening: () => listeners.size,
    tell: () => {
      for (const listener of listeners) listener.write(`${JSON.stringify({ event: 'state', data: {} })}\n`)
    },
    answer: ((request, response) => {
      if (request.url === '/api/v1/apps') return void response.end(JSON.stringify({ apps: staff.apps }))
      if (!request.url?.endsWith('/events')) return void answerJson({})(request, response)
      response.writeHead(200).flushHeaders()
      listeners.add(response)
      response.on('close', () => listeners.delete(response))
    }) satisfies RequestListener,
  }
  return staff
}

describe('redhook status --watch in a pipe', () => {
  it('prints each app, then a line for each change, and ends with 0 when it is interrupted', async () => {
    await using cli = createCliHarness()
    const staff = createStaff([shop, { app: 'blog', repository: 'acme/blog', path: '/srv/blog' }])
    await cli.listen(staff.answer)
    const person = new AbortController()
    const seen = await cli.watched(['status', '--watch', '--data', 'data'], { deps: { signal: person.signal } })
    await seen.until('blog: never deployed')
    staff.apps = [{ ...shop, last: building }]
    staff.tell()
    await seen.until('shop: deployment 8')
    staff.apps = [
      { ...shop, last: building, lock: { by: 'ann', at: '', until: '2026-05-01T17:00:00Z', reason: 'data' } },
    ]
    staff.tell()
    await seen.until('locked')
    person.abort()
    const { code, stdout, stderr } = await seen.ended
    const at = '2026-05-01T12:00:00Z'
    const live = 'live: aaaaaaaaaa Add the cart (Ann)'
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.trimEnd().split('\n')).toEqual([
      `${at} shop: deployment 7 aaaaaaaaaa succeeded; ${live}`,
      `${at} blog: never deployed`,
      `${at} shop: deployment 8 aaaaaaaaaa running, build; ${live}`,
      `${at} shop: deployment 8 aaaaaaaaaa running, build; ${live}; locked by ann until 17:00 UTC: data`,
    ])
  })

  it('goes on after a restart of the server', async () => {
    await using cli = createCliHarness()
    const staff = createStaff([shop])
    await cli.listen(staff.answer)
    const person = new AbortController()
    const seen = await cli.watched(['status', '-w', '--data', 'data'], { deps: { signal: person.signal } })
    await seen.until('succeeded')
    await cli.stopListening()
    await seen.until('waiting for the server to come back')
    staff.apps = [{ ...shop, last: building }]
    await cli.listen(staff.answer)
    await seen.until('deployment 8')
    person.abort()
    expect((await seen.ended).code).toBe(0)
  })

  it('prints each change as one line of JSON for scripts', async () => {
    await using cli = createCliHarness()
    const staff = createStaff([shop])
    await cli.listen(staff.answer)
    const person = new AbortController()
    const seen = await cli.watched(['status', '-w', '--json', '--data', 'data'], { deps: { signal: person.signal } })
    await seen.until('\n')
    person.abort()
    expect(JSON.parse((await seen.ended).stdout)).toEqual(shop)
  })

  it('ends with 69 where there was no server to begin with', async () => {
    await using cli = createCliHarness()
    expect((await cli.redhook(['status', '--watch', '--data', 'data'])).code).toBe(69)
  })
})

describe('redhook status --watch on a terminal', () => {
  it('draws over itself, and leaves the cursor as it was and ends with 0 on Ctrl-C', async () => {
    await using cli = createCliHarness()
    const staff = createStaff([shop])
    await cli.listen(staff.answer)
    const env = { PATH: process.env.PATH ?? '', HOME: cli.folder }
    const command = `'${node}' '${program}' status --watch --data '${join(cli.folder, 'data')}'`
    await using terminal = openTerminal(command, { cwd: cli.folder, env, columns: 60 })
    await terminal.until('succeeded')
    staff.apps = [{ ...shop, last: building }]
    staff.tell()
    await terminal.until('build')
    terminal.type('\u0003')
    expect(await terminal.ended()).toBe(0)
    expect(terminal.output()).toContain('\u001b[2A')
    expect(terminal.output()).not.toContain('\u001b[2J')
    expect(terminal.output().endsWith('\u001b[?25h')).toBe(true)
  })

  it('is plain lines on a terminal that knows nothing else', async () => {
    await using cli = createCliHarness()
    const staff = createStaff([shop])
    await cli.listen(staff.answer)
    const person = new AbortController()
    const options = { tty: 80, environment: { TERM: 'dumb' }, deps: { signal: person.signal } }
    const seen = await cli.watched(['status', '--watch', '--data', 'data'], options)
    await seen.until('succeeded')
    person.abort()
    expect((await seen.ended).stdout).not.toContain('\u001b')
  })
})

describe('a screen', () => {
  const createTerminal = (columns: number, rows: number) => {
    const written: string[] = []
    return { write: (text: string) => written.push(text), isTTY: true, columns, rows, written }
  }

  it('goes up over what it drew, also where a narrower terminal broke the lines in two', () => {
    const terminal = createTerminal(10, 10)
    using screen = createScreen(terminal)
    screen.draw('123456789\nab\n')
    terminal.columns = 5
    screen.draw('1234\nab\n')
    expect(terminal.written[1]).toContain('\u001b[3A')
  })

  it('writes nothing where nothing has changed', () => {
    const terminal = createTerminal(10, 10)
    using screen = createScreen(terminal)
    screen.draw('a\n')
    screen.draw('a\n')
    expect(terminal.written).toHaveLength(1)
  })

  it('counts the lines that it has no room for', () => {
    const terminal = createTerminal(10, 4)
    using screen = createScreen(terminal)
    screen.draw('a\nb\nc\nd\ne\n')
    expect(terminal.written[0]).toContain('a\u001b[K\nb\u001b[K\n… and 3 more\u001b[K\n')
  })
})
