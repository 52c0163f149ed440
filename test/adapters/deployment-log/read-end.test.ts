import { appendFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDeploymentLogs } from '../../../src/adapters/deployment-log/deployment-logs.ts'
import type { DeploymentLogs } from '../../../src/pipeline/ports/deployment-logs.ts'
import { numberedTexts, sampleLine } from '../../support/log-lines.ts'
import { makeDataFolder } from '../../support/store-samples.ts'

const open = (folder: string, limits?: { head: number; tail: number }) => createDeploymentLogs(folder, () => [], limits)
const folderOf = (data: { readonly path: string }) => join(data.path, 'logs/shop')

async function writeLog(logs: DeploymentLogs, texts: readonly string[]): Promise<void> {
  const writer = logs.open('shop', 1)
  for (const [index, text] of texts.entries()) {
    writer.write(sampleLine(text))
    if (index % 100 === 99) await sleep(0)
  }
  await writer.close()
}

const readAll = (logs: DeploymentLogs) => Array.fromAsync(logs.read('shop', 1))

/** The end is what one who reads the whole log has in the end, however many lines are asked for. */
async function expectSameEnds(logs: DeploymentLogs): Promise<void> {
  const all = await readAll(logs)
  for (const most of [1, 2, 10, Math.max(1, all.length - 1), all.length, all.length + 1, 100_000]) {
    const { lines, last } = await logs.readEnd('shop', 1, most)
    expect(lines).toEqual(all.slice(-most))
    expect(last).toBe(all.at(-1)?.line)
  }
}

describe('the end of a log', () => {
  it('is nothing before the first line', async () => {
    using data = makeDataFolder()
    const logs = open(data.path)
    expect(await logs.readEnd('shop', 1, 300)).toEqual({ lines: [], last: 0 })
    await writeLog(logs, ['one'])
    expect(await logs.readEnd('shop', 1, 300)).toEqual({ lines: [{ line: 1, ...sampleLine('one') }], last: 1 })
    writeFileSync(join(folderOf(data), '2.jsonl'), '{"at":1,"st')
    writeFileSync(join(folderOf(data), '3.jsonl'), '')
    for (const id of [2, 3]) expect(await logs.readEnd('shop', id, 300)).toEqual({ lines: [], last: 0 })
  })

  it('is the same as that of the whole log, over one file and several, with and without a hole', async () => {
    using data = makeDataFolder()
    const limits = [undefined, { head: 2_000, tail: 200_000 }, { head: 2_000, tail: 5_000 }]
    for (const [index, limit] of limits.entries()) {
      const logs = open(join(data.path, String(index)), limit)
      await writeLog(logs, numberedTexts(1_000))
      await expectSameEnds(logs)
      await writeLog(logs, numberedTexts(3, 1_000))
      await expectSameEnds(logs)
    }
  })

  it('is so for lines of every length, also those longer than what is read at once', async () => {
    const lengths = fc.array(fc.oneof(fc.nat(200), fc.integer({ min: 60_000, max: 200_000 })), {
      minLength: 1,
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(lengths, fc.boolean(), async (sizes, isSmall) => {
        using data = makeDataFolder()
        const logs = open(data.path, isSmall ? { head: 1_000, tail: 300_000 } : undefined)
        await writeLog(
          logs,
          sizes.map(size => 'ü'.repeat(size)),
        )
        await expectSameEnds(logs)
      }),
      { numRuns: 20 },
    )
  })

  it('passes over what crashes left half-written, and counts it', async () => {
    using data = makeDataFolder()
    const logs = open(data.path)
    const file = join(folderOf(data), '1.jsonl')
    await writeLog(logs, numberedTexts(5))
    appendFileSync(file, Buffer.from('{"at":1,"step":"build","stream":"stdout","text":"gr\u00fc').subarray(0, -1))
    await expectSameEnds(logs)
    await writeLog(logs, numberedTexts(2, 5))
    appendFileSync(file, '\n\n{"at":"x"}\nnull\n')
    await writeLog(logs, ['end'])
    await expectSameEnds(logs)
    const { lines, last } = await logs.readEnd('shop', 1, 2)
    expect(lines.map(({ text }) => text)).toEqual(['line 6', 'end'])
    expect(last).toBe(13)
  })

  it('comes from files of a version that did not number its lines, too', async () => {
    using data = makeDataFolder()
    const small = { head: 2_000, tail: 20_000 }
    await writeLog(open(data.path, small), numberedTexts(100))
    for (const name of readdirSync(folderOf(data)))
      renameSync(join(folderOf(data), name), join(folderOf(data), name.replace(/(tail-\d+)-\d+/, '$1')))
    await writeLog(open(data.path, small), numberedTexts(100, 100))
    await expectSameEnds(open(data.path, small))
  })

  it('needs no file but those that hold it', async () => {
    using data = makeDataFolder()
    const logs = open(data.path, { head: 2_000, tail: 50_000 })
    await writeLog(logs, numberedTexts(600))
    const before = await logs.readEnd('shop', 1, 10)
    expect(before).toMatchObject({ last: 600 })
    const newest = readdirSync(folderOf(data)).toSorted(byOffset).at(-1)
    for (const name of readdirSync(folderOf(data))) if (name !== newest) rmSync(join(folderOf(data), name))
    expect(await logs.readEnd('shop', 1, 10)).toEqual(before)
  })

  it('is where a reader goes on while the log is written, and misses nothing', async () => {
    using data = makeDataFolder()
    const logs = open(data.path, { head: 2_000, tail: 500_000 })
    const writer = logs.open('shop', 1)
    const total = 20_000
    for (let from = 0; from < total; from += 500) {
      for (const text of numberedTexts(500, from)) writer.write(sampleLine(text))
      const { lines, last } = await logs.readEnd('shop', 1, 7)
      const { lines: further } = await logs.readAfter('shop', 1, last).next({ flush: true })
      expect(lines.map(({ line }) => line)).toEqual(lines.map((_, index) => last - lines.length + 1 + index))
      expect(lines.every(({ line, text }) => text === `line ${line - 1}`)).toBe(true)
      expect(further[0]?.line).toBe(last + 1)
    }
    await writer.close()
    expect(await logs.readEnd('shop', 1, 1)).toMatchObject({ lines: [{ text: `line ${total - 1}` }], last: total })
  })
})

const byOffset = (a: string, b: string) => offsetOf(a) - offsetOf(b)

const offsetOf = (name: string): number => Number(/tail-(\d+)/.exec(name)?.[1] ?? 0)
