import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createDeploymentLogs } from '../../../src/adapters/deployment-log/deployment-logs.ts'
import type { DeploymentLogs, DeploymentLogWriter, LogLine } from '../../../src/pipeline/ports/deployment-logs.ts'
import { makeDataFolder } from '../../support/store-samples.ts'

const line = (text: string): LogLine => ({ at: 1_000, step: 'build', stream: 'stdout', text })
const write = (writer: DeploymentLogWriter, ...texts: string[]) => {
  for (const text of texts) writer.write(line(text))
}

async function textsOf(lines: AsyncIterable<LogLine>): Promise<string[]> {
  const texts: string[] = []
  for await (const { text } of lines) texts.push(text)
  return texts
}

async function writeLog(logs: DeploymentLogs, id: number, ...texts: string[]): Promise<void> {
  const writer = logs.open('shop', id)
  write(writer, ...texts)
  await writer.close()
}

const range = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `line ${from + index}`)
const sizeOf = (folder: string) => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)

describe('a deployment log', () => {
  it('holds one JSON line a line, for its owner alone', async () => {
    using data = makeDataFolder()
    const logs = createDeploymentLogs(data.path, () => [])
    await writeLog(logs, 7, 'hello', 'grüße\u2028"quoted"')
    const file = join(data.path, 'logs', 'shop', '7.jsonl')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8').split('\n')[0]).toBe(
      '{"at":1000,"step":"build","stream":"stdout","text":"hello"}',
    )
    expect(await textsOf(logs.read('shop', 7))).toEqual(['hello', 'grüße\u2028"quoted"'])
    expect(await textsOf(logs.read('shop', 8))).toEqual([])
  })

  it('can be read while it is written', async () => {
    using data = makeDataFolder()
    const logs = createDeploymentLogs(data.path, () => [])
    const writer = logs.open('shop', 1)
    write(writer, 'first')
    await expect.poll(() => textsOf(logs.read('shop', 1))).toEqual(['first'])
    await writer.close()
    write(writer, 'too late')
    await writer.close()
    expect(await textsOf(logs.read('shop', 1))).toEqual(['first'])
  })

  it('goes on where it ended when it is opened again', async () => {
    using data = makeDataFolder()
    await writeLog(
      createDeploymentLogs(data.path, () => []),
      1,
      'before',
    )
    const logs = createDeploymentLogs(data.path, () => [])
    await writeLog(logs, 1, 'after')
    expect(await textsOf(logs.read('shop', 1))).toEqual(['before', 'after'])
  })

  it('skips what a crash left half-written, in the middle of a character too, and loses no line after it', async () => {
    using data = makeDataFolder()
    const logs = createDeploymentLogs(data.path, () => [])
    await writeLog(logs, 1, 'whole')
    const file = join(data.path, 'logs', 'shop', '1.jsonl')
    appendFileSync(file, Buffer.from('{"at":1,"step":"build","stream":"stdout","text":"gr\u00fc').subarray(0, -1))
    expect(await textsOf(logs.read('shop', 1))).toEqual(['whole'])
    await writeLog(logs, 1, 'next', 'last')
    appendFileSync(file, '\n\n{"at":"x"}\nnull\n')
    await writeLog(logs, 1, 'end')
    expect(await textsOf(logs.read('shop', 1))).toEqual(['whole', 'next', 'last', 'end'])
  })

  it('redacts before it writes: known secrets, those hidden later, and credentials in URLs', async () => {
    using data = makeDataFolder()
    const logs = createDeploymentLogs(data.path, () => ['hunter2-hunter2'])
    const writer = logs.open('shop', 1)
    write(writer, 'known hunter2-hunter2', 'just before: from-dot-env')
    writer.hide(['from-dot-env'])
    write(writer, 'after: from-dot-env', 'https://me:pass@example.org/x')
    await writer.close()
    expect(await textsOf(logs.read('shop', 1))).toEqual([
      'known [redacted]',
      'just before: [redacted]',
      'after: [redacted]',
      'https://[redacted]@example.org/x',
    ])
    expect(readFileSync(join(data.path, 'logs', 'shop', '1.jsonl'), 'utf8')).not.toMatch(/hunter2|from-dot-env|me:pass/)
  })

  it('is removed whole, and no other with it', async () => {
    using data = makeDataFolder()
    const logs = createDeploymentLogs(data.path, () => [], { head: 100, tail: 1_000 })
    await writeLog(logs, 1, ...range(30))
    await writeLog(logs, 11, 'other')
    logs.remove('shop', 1)
    expect(readdirSync(join(data.path, 'logs', 'shop'))).toEqual(['11.jsonl'])
    logs.remove('shop', 99)
  })

  it('refuses a name that leads out of its folder, and a second writer', async () => {
    using data = makeDataFolder()
    const logs = createDeploymentLogs(data.path, () => [])
    expect(() => logs.open('../shop', 1)).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
    const writer = logs.open('shop', 1)
    expect(() => logs.open('shop', 1)).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
    await writer.close()
    await logs.open('shop', 1).close()
  })

  it('never fails its deployment when it cannot be written, and says later what is lost', async () => {
    using data = makeDataFolder()
    writeFileSync(join(data.path, 'logs'), 'in the way')
    const logs = createDeploymentLogs(data.path, () => [])
    const writer = logs.open('shop', 1)
    write(writer, 'lost', 'x'.repeat(70_000))
    rmSync(join(data.path, 'logs'))
    write(writer, 'kept')
    await writer.close()
    expect(await textsOf(logs.read('shop', 1))).toEqual([
      '2 lines of this log are lost: they could not be written to the disk.',
      'kept',
    ])
  })
})

describe('the cap', () => {
  it('keeps head and tail, says how much is left out between them, and never outgrows its limit', async () => {
    using data = makeDataFolder()
    const limits = { head: 10_000, tail: 10_000 }
    const logs = createDeploymentLogs(data.path, () => [], limits)
    const writer = logs.open('shop', 1)
    const folder = join(data.path, 'logs', 'shop')
    for (let from = 0; from < 5_000; from += 500) {
      write(writer, ...range(500, from))
      await sleep(0)
    }
    await writer.close()
    expect(sizeOf(folder)).toBeLessThanOrEqual(20_000)
    expect(sizeOf(folder)).toBeGreaterThan(18_000)

    const texts = await textsOf(logs.read('shop', 1))
    const gap = texts.findIndex(text => text.startsWith('Here '))
    expect(texts[gap]).toMatch(/^Here \d,\d{3} lines of this log are left out/)
    const left = Number(texts[gap]?.replaceAll(/\D/g, ''))
    expect(left).toBe(5_000 - (texts.length - 1))
    expect(texts.slice(0, gap)).toEqual(range(gap))
    const tail = texts.slice(gap + 1)
    expect(tail).toEqual(range(tail.length, 5_000 - tail.length))
    expect(tail.length).toBeGreaterThan(100)
  })

  it('goes on in the tail after a restart', async () => {
    using data = makeDataFolder()
    const limits = { head: 1_000, tail: 10_000 }
    await writeLog(
      createDeploymentLogs(data.path, () => [], limits),
      1,
      ...range(60),
    )
    const logs = createDeploymentLogs(data.path, () => [], limits)
    await writeLog(logs, 1, ...range(60, 60))
    expect(await textsOf(logs.read('shop', 1))).toEqual(range(120))
  })
})
