import { scryptSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSecret } from '../../src/cli/read-secret.ts'
import { parsePasswordHash } from '../../src/core/access/password-hash.ts'
import { openAccessApp } from '../support/access-app.ts'
import { type CliHarness, createCliHarness } from '../support/cli-harness.ts'

let cli: CliHarness
beforeEach(() => {
  cli = createCliHarness()
})
afterEach(() => cli[Symbol.asyncDispose]())

/** The command line and the app it talks to, through a real socket. */
async function serving(act: (house: ReturnType<typeof openAccessApp>) => Promise<void>): Promise<void> {
  await using house = openAccessApp({ door: 'socket' })
  const answer = getRequestListener(house.app.fetch)
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing)).listen(
    join(cli.dataDir, 'redhook.sock'),
  )
  await once(server, 'listening')
  try {
    await act(house)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const token = (argv: readonly string[]) => cli.redhook(['token', ...argv, '--data', cli.dataDir])

describe('redhook token', () => {
  it('add prints the token alone, once; the store has a hash of it; list shows when it was used; revoke ends it', () =>
    serving(async house => {
      house.time.now = Date.parse('2026-05-01T11:00:00Z')
      const made = await token(['add', 'ci', '--role', 'deploy', '--expires', '90d'])
      expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^rh_[\w-]{43}\n$/) })
      expect(made.stderr).toBe('Keep it: it is not shown again. ci may deploy, until 2026-07-30 11:00 UTC.\n')
      house.store.touchToken(1, house.time.now)
      const list = await token(['list'])
      expect(list.stdout).toMatch(
        /^NAME +ROLE +LAST USED +EXPIRES +MADE +BY\nci +deploy +1 h ago +2026-07-30 11:00 UTC +1 h ago +redhook\n$/,
      )
      expect(list.stdout).not.toContain(made.stdout.trim())
      expect(await token(['revoke', 'ci'])).toMatchObject({ code: 0, stdout: 'ci is revoked\n' })
      expect((await token(['list'])).stdout).toContain('redhook token add')
    }))

  it('add refuses a name that is taken, and revoke one that is unknown, with what to do', () =>
    serving(async () => {
      await token(['add', 'ci', '--role', 'view'])
      const again = await token(['add', 'ci', '--role', 'view'])
      expect([again.code, again.stderr]).toEqual([expect.any(Number), expect.stringContaining('what to do:')])
      expect(again.code).not.toBe(0)
      const unknown = await token(['revoke', '../x'])
      expect(unknown.code).not.toBe(0)
      expect(unknown.stderr).toContain('redhook token list')
    }))

  it('add wants a role, and knows which there are', async () => {
    expect((await token(['add', 'ci'])).stderr).toContain('--role')
    expect((await token(['add', 'ci', '--role', 'boss'])).stderr).toContain('view, deploy, admin')
  })
})

describe('redhook password', () => {
  const typed = (password: string) => cli.redhook(['password'], { deps: { readSecret: async () => password } })

  it('prints a hash that the registry takes and that the password makes again, and never the password', async () => {
    const { code, stdout, stderr } = await typed('correct horse battery staple')
    expect(code).toBe(0)
    const hash = parsePasswordHash(stdout.trim())
    if (hash === undefined) throw new Error(stdout)
    const { salt, key, logN, r, p } = hash
    expect(
      scryptSync('correct horse battery staple', salt, 32, { N: 2 ** logN, r, p, maxmem: 2 ** 28 }).equals(key),
    ).toBe(true)
    expect(stdout + stderr).not.toContain('horse')
  })

  it('refuses a short one', async () => {
    expect(await typed('hunter2')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('7 characters'),
    })
  })
})

describe('reading a secret', () => {
  const terminal = () => {
    const modes: boolean[] = []
    const input = Object.assign(new PassThrough(), {
      isTTY: true as const,
      setRawMode: (mode: boolean) => void modes.push(mode),
    })
    const shown: string[] = []
    return {
      modes,
      shown,
      input: input as never,
      type: (text: string) => input.write(text),
      output: { write: (text: string) => shown.push(text) },
    }
  }

  it('takes the first line of a pipe', async () => {
    const pipe = new PassThrough()
    pipe.end('of the pipe\r\nmore\n')
    expect(await readSecret(pipe, { write: () => expect.unreachable() }, 'Password')).toBe('of the pipe')
  })

  it('shows nothing of what is typed, knows backspace, and wants it twice', async () => {
    const { input, output, shown, modes, type } = terminal()
    const read = readSecret(input, output, 'Password')
    type('secrex\u007ft\r')
    await new Promise(resolve => setImmediate(resolve))
    type('sec')
    type('ret\n')
    expect(await read).toBe('secret')
    expect([shown.join(''), modes]).toEqual(['Password: \nOnce more: \n', [true, false, true, false]])
  })

  it('gives up at Ctrl-C, and the terminal is as it was', async () => {
    const { input, output, modes, type } = terminal()
    const read = readSecret(input, output, 'Password')
    type('abc\u0003')
    await expect(read).rejects.toMatchObject({ code: 'USAGE' })
    expect(modes).toEqual([true, false])
  })
})
