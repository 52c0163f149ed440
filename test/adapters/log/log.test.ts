import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openConsole } from '../../../src/adapters/log/console.ts'
import { createLog, type LogOptions } from '../../../src/adapters/log/log.ts'
import { RedhookError } from '../../../src/core/errors.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redhook-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))

function open(options: Partial<LogOptions> = {}) {
  const lines: string[] = []
  const sink = { write: (line: string) => void lines.push(line), close: async () => undefined }
  const log = createLog({ level: 'info', pretty: false, secrets: () => [], console: sink, ...options })
  return { log, lines }
}

describe('createLog', () => {
  it('writes one JSON line with level, time, fields and the sentence', () => {
    const { log, lines } = open()
    log.info({ app: 'shop', durationMs: 12 }, 'deployed')
    expect(lines).toHaveLength(1)
    expect(lines[0]?.endsWith('\n')).toBe(true)
    const { time, ...rest } = JSON.parse(lines[0] ?? '')
    expect(rest).toEqual({ level: 'info', app: 'shop', durationMs: 12, msg: 'deployed' })
    expect(new Date(time).toISOString()).toBe(time)
  })

  it('leaves out what is below its level', () => {
    const { log, lines } = open({ level: 'warn' })
    log.debug({}, 'a')
    log.info({}, 'b')
    log.warn({}, 'c')
    log.error({}, 'd')
    expect(lines.map(line => JSON.parse(line).msg)).toEqual(['c', 'd'])
  })

  it('shows an error with its code and hint, without a secret in message, stack, cause or field', () => {
    const { log, lines } = open({ secrets: () => ['hunter2-hunter2', 'quo"ted\nsecret'] })
    const cause = new Error('inner hunter2-hunter2')
    const err = new RedhookError('push with hunter2-hunter2 failed', {
      code: 'FETCH_FAILED',
      hint: 'Try quo"ted',
      cause,
    })
    log.error({ err, url: 'https://ann:pass@example.org/x', deep: [{ a: 'x quo"ted y' }] }, 'it failed')
    const [line = ''] = lines
    expect(line).not.toMatch(/hunter2|quo\\?"ted|ann:pass/)
    expect(JSON.parse(line)).toMatchObject({
      err: { code: 'FETCH_FAILED', message: expect.stringContaining('[redacted]') },
    })
  })

  it('stays JSON when a URL and an address follow each other', () => {
    const { log, lines } = open()
    log.info({ url: 'http://localhost', pusher: 'ann@example.org' }, 'received')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ url: 'http://localhost', pusher: 'ann@example.org' })
  })

  it('knows a secret as soon as it is configured', () => {
    const secrets = ['first-secret']
    const { log, lines } = open({ secrets: () => secrets })
    log.info({ a: 'second-secret' }, 'before')
    secrets.push('second-secret')
    log.info({ a: 'second-secret' }, 'after')
    expect(lines.map(line => JSON.parse(line).a)).toEqual(['second-secret', '[redacted]'])
  })

  it('is pretty on a terminal while the file gets JSON', async () => {
    const file = join(folder, 'sub', 'redhook.log')
    const { log, lines } = open({ pretty: true, file })
    log.info({ app: 'shop' }, 'deployed')
    await log.close()
    expect(lines[0]).toMatch(/^\[\d\d:\d\d:\d\d\] INFO: deployed .*"app":"shop"/)
    expect(JSON.parse(readFileSync(file, 'utf8')).msg).toBe('deployed')
    expect(statSync(file).mode & 0o077).toBe(0)
  })

  it('goes on in a new file after it was moved away and reopened', async () => {
    const file = join(folder, 'redhook.log')
    const { log } = open({ file })
    log.info({}, 'first')
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toContain('first'), 30_000)
    renameSync(file, `${file}.1`)
    log.reopen()
    await vi.waitFor(() => expect(statSync(file).isFile()).toBe(true), 30_000)
    log.info({}, 'second')
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toContain('second'), 30_000)
    expect(readFileSync(file, 'utf8')).not.toContain('first')
    expect(readFileSync(`${file}.1`, 'utf8')).not.toContain('second')
  })

  it('says on the console that the file cannot be written, and goes on', async () => {
    const { log, lines } = open({ file: folder })
    log.info({}, 'still here')
    await vi.waitFor(() => expect(lines.some(line => line.includes('cannot be written'))).toBe(true), 30_000)
    await sleep(10)
    log.info({}, 'and again')
    expect(lines.some(line => line.includes('and again'))).toBe(true)
  })

  it('ends although the disk is full, and takes late lines quietly', async () => {
    const { log, lines } = open({ file: '/dev/full' })
    log.info({}, 'into nothing')
    await log.close()
    log.info({}, 'late')
    expect(lines.at(-1)).toContain('late')
    expect(lines.join('')).toContain('ENOSPC')
  })
})

describe('openConsole', () => {
  it('drops what a reader leaves lying, says how much, and goes on when it reads again', async () => {
    const pipe = new PassThrough({ highWaterMark: 1 })
    const console = openConsole(pipe)
    const line = `${'x'.repeat(1024 * 1024 - 1)}\n`
    for (let n = 0; n < 20; n++) console.write(line)
    expect(pipe.writableLength).toBeLessThan(6 * 1024 * 1024)
    const text: string[] = []
    pipe.on('data', chunk => text.push(String(chunk)))
    await vi.waitFor(() => expect(pipe.writableLength).toBe(0), 30_000)
    console.write('again\n')
    await console.close()
    const said = text
      .join('')
      .split('\n')
      .filter(part => !part.startsWith('x'))
    expect(JSON.parse(said[0] ?? '')).toMatchObject({
      level: 'warn',
      lines: 20 - (text.join('').match(/x\n/g)?.length ?? 0),
    })
    expect(said.slice(1)).toEqual(['again', ''])
  })

  it('gives a reader that stopped a second, and one that went away nothing', async () => {
    const stopped = openConsole(new PassThrough({ highWaterMark: 1 }))
    stopped.write('a\n')
    stopped.write('b\n')
    await stopped.close()
    const pipe = new PassThrough()
    const gone = openConsole(pipe)
    pipe.destroy(new Error('EPIPE'))
    gone.write('a\n')
    await gone.close()
  })
})
