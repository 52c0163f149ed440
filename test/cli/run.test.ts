import { describe, expect, it } from 'vitest'
import { RedhookError } from '../../src/core/errors.ts'
import { createCliHarness } from '../support/cli-harness.ts'

const commands = [
  ...['serve', 'check', 'plan', 'deploy', 'rollback'],
  ...['status', 'history', 'explain', 'logs', 'send', 'secret', 'init', 'open', 'completion'],
]

describe('redhook', () => {
  it('shows every command and every exit status in its help, and ends with 0', async () => {
    await using cli = createCliHarness()
    const { code, stdout } = await cli.redhook(['--help'])
    expect(code).toBe(0)
    for (const word of commands) {
      expect(stdout).toMatch(new RegExp(`^  ${word}\\b`, 'm'))
    }
    for (const status of [0, 1, 2, 69, 70, 78, 130]) expect(stdout).toMatch(new RegExp(`^ +${status}  \\w`, 'm'))
  })

  it.each(commands)('gives an example in the help of %s', async command => {
    await using cli = createCliHarness()
    const { code, stdout } = await cli.redhook([command, '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain(`$ redhook ${command}`.slice(0, 12))
    expect(stdout).toContain('Examples:')
  })

  it('prints its version', async () => {
    await using cli = createCliHarness()
    expect(await cli.redhook(['--version'])).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '' })
  })

  it.each([
    { title: 'no command', argv: [] },
    { title: 'an unknown command', argv: ['explode'] },
    { title: 'an unknown option', argv: ['status', '--wat'] },
    { title: 'a missing argument', argv: ['plan'] },
    { title: 'too many arguments', argv: ['plan', 'a', 'b', 'c'] },
    { title: 'a deployment that is no number', argv: ['rollback', 'shop', 'v1'] },
    { title: 'a port that is none', argv: ['serve', '--port', '70000'] },
    { title: 'a limit that is no number', argv: ['history', '--limit', '1e2'] },
    { title: 'a bare repository name', argv: ['send', 'shop'] },
    { title: 'a short commit', argv: ['send', 'acme/shop', '--after', 'abc123'] },
  ])('ends with 2 and says why for $title', async ({ argv }) => {
    await using cli = createCliHarness()
    const { code, stdout, stderr } = await cli.redhook(argv)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).not.toBe('')
  })

  it('passes the options of serve on, and ends with 0 when the server has closed', async () => {
    await using cli = createCliHarness()
    const seen: unknown[] = []
    const serve = async (options: unknown) => void seen.push(options)
    const argv = ['serve', '--config', 'x.yml', '--address', '::1', '--port', '0', '--debug', '--data', 'd']
    expect((await cli.redhook(argv, { deps: { serve } })).code).toBe(0)
    expect(seen).toEqual([{ config: 'x.yml', address: '::1', port: 0, debug: true, data: 'd' }])
  })

  it('prints what was found and what to do for a failure, and ends with its exit status', async () => {
    await using cli = createCliHarness()
    const serve = () =>
      Promise.reject(
        new RedhookError('a.yml:1:1 first\na.yml:2:1 second', { code: 'CONFIG_INVALID', hint: 'Correct it.' }),
      )
    const { code, stderr } = await cli.redhook(['serve'], { deps: { serve } })
    expect(code).toBe(78)
    expect(stderr).toBe('redhook: a.yml:1:1 first\na.yml:2:1 second\nwhat to do: Correct it.\n')
  })

  it('calls what is not ours a bug, with its stack, and ends with 70', async () => {
    await using cli = createCliHarness()
    const { code, stderr } = await cli.redhook(['serve'], {
      deps: { serve: () => Promise.reject(new TypeError('oops')) },
    })
    expect(code).toBe(70)
    expect(stderr).toMatch(/oops[\s\S]*bug[\s\S]*TypeError/)
  })

  it('ends with 130 when it was interrupted', async () => {
    await using cli = createCliHarness()
    const controller = new AbortController()
    await cli.listen(() => controller.abort())
    const { code, stderr } = await cli.redhook(['status', '--data', 'data'], { deps: { signal: controller.signal } })
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' })
  })
})

describe('redhook secret', () => {
  it('prints 32 fresh random bytes alone on standard output, and where they belong on standard error', async () => {
    await using cli = createCliHarness()
    const first = await cli.redhook(['secret'])
    const second = await cli.redhook(['secret'])
    expect(first.stdout).toMatch(/^[0-9a-f]{64}\n$/)
    expect(second.stdout).not.toBe(first.stdout)
    expect(first.stderr).toContain('GITHUB_WEBHOOK_SECRET')
    expect(first.stderr).not.toContain(first.stdout.trim())
  })
})
