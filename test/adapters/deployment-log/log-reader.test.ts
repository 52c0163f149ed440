import { appendFileSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDeploymentLogs } from '../../../src/adapters/deployment-log/deployment-logs.ts'
import type { DeploymentLogs, DeploymentLogWriter } from '../../../src/pipeline/ports/deployment-logs.ts'
import { numberedTexts, readToEnd, sampleLine } from '../../support/log-lines.ts'
import { makeDataFolder } from '../../support/store-samples.ts'

const write = (writer: DeploymentLogWriter, texts: readonly string[]) => {
  for (const text of texts) writer.write(sampleLine(text))
}

async function writeLog(logs: DeploymentLogs, texts: readonly string[]): Promise<void> {
  const writer = logs.open('shop', 1)
  write(writer, texts)
  await writer.close()
}

const open = (folder: string, limits?: { head: number; tail: number }) => createDeploymentLogs(folder, () => [], limits)
const small = { head: 2_000, tail: 20_000 }

describe('reading a log from a line on', () => {
  it('gets exactly the rest, from every line, over every file and after a restart', async () => {
    using data = makeDataFolder()
    await writeLog(open(data.path, small), numberedTexts(100))
    await writeLog(open(data.path, small), numberedTexts(100, 100))
    const logs = open(data.path, small)
    for (let line = 0; line <= 200; line += 1) {
      const { lines, missing } = await readToEnd(logs.readAfter('shop', 1, line))
      expect(missing).toBe(0)
      expect(lines.map(found => found.line)).toEqual(Array.from({ length: 200 - line }, (_, index) => line + index + 1))
      expect(lines.map(({ text }) => text)).toEqual(numberedTexts(200 - line, line))
    }
  })

  it('says how many lines after that one are no longer kept', async () => {
    using data = makeDataFolder()
    const logs = open(data.path, { head: 2_000, tail: 5_000 })
    const writer = logs.open('shop', 1)
    for (let from = 0; from < 1_000; from += 100) {
      write(writer, numberedTexts(100, from))
      await sleep(0)
    }
    await writer.close()
    const whole = await readToEnd(logs.readAfter('shop', 1, 0))
    expect(whole.lines.length + whole.missing).toBe(1_000)
    expect(whole.lines.every(({ line, text }) => text === `line ${line - 1}`)).toBe(true)
    const inTheHole = await readToEnd(logs.readAfter('shop', 1, 400))
    expect(inTheHole.lines.length + inTheHole.missing).toBe(600)
    expect(inTheHole.lines.at(0)?.line).toBe(401 + inTheHole.missing)
  })

  it('counts a line that a crash cut off, so that the numbers of all others stay what they are', async () => {
    using data = makeDataFolder()
    await writeLog(open(data.path), numberedTexts(3))
    appendFileSync(join(data.path, 'logs/shop/1.jsonl'), '{"at":1,"step":"bu')
    const before = await readToEnd(open(data.path).readAfter('shop', 1, 2))
    expect(before.lines).toEqual([{ line: 3, ...sampleLine('line 2') }])
    await writeLog(open(data.path), ['after'])
    const { lines } = await readToEnd(open(data.path).readAfter('shop', 1, 3))
    expect(lines).toEqual([{ line: 5, ...sampleLine('after') }])
  })

  it('reads files of a version that did not number its lines', async () => {
    using data = makeDataFolder()
    await writeLog(open(data.path, small), numberedTexts(100))
    const folder = join(data.path, 'logs/shop')
    for (const name of readdirSync(folder))
      renameSync(join(folder, name), join(folder, name.replace(/(tail-\d+)-\d+/, '$1')))
    await writeLog(open(data.path, small), numberedTexts(100, 100))
    const logs = open(data.path, small)
    const { lines, missing } = await readToEnd(logs.readAfter('shop', 1, 0))
    expect(missing).toBe(0)
    expect(lines.map(({ text }) => text)).toEqual(numberedTexts(200))
    expect(lines.map(({ line }) => line)).toEqual(lines.map(({ line }) => line).toSorted((a, b) => a - b))
    for (const { line } of lines.filter((_, index) => index % 20 === 0)) {
      const rest = await readToEnd(logs.readAfter('shop', 1, line))
      expect(rest.lines).toEqual(lines.filter(other => other.line > line))
    }
  })
})

describe('readers of a log that is being written', () => {
  it('each get every line once and in order, however they take turns with the writer', async () => {
    const reader = fc.array(fc.nat({ max: 3 }), { minLength: 3, maxLength: 10 })
    const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(sizes, fc.array(reader, { minLength: 1, maxLength: 3 }), async (batches, readers) => {
        using data = makeDataFolder()
        const logs = open(data.path, { head: 5_000, tail: 500_000 })
        const writer = logs.open('shop', 1)
        const told = readers.map(() => [] as number[])
        const opened = readers.map(() => logs.readAfter('shop', 1, 0))
        let count = 0
        for (const [turn, size] of batches.entries()) {
          write(writer, numberedTexts(size, count))
          count += size
          for (const [index, turns] of readers.entries()) {
            for (let times = turns[turn % turns.length] ?? 0; times > 0; times -= 1) {
              const piece = await opened[index]?.next({ flush: times === 1 })
              told[index]?.push(...(piece?.lines.map(({ line }) => line) ?? []))
              expect(piece?.isOpen).toBe(true)
            }
          }
        }
        await writer.close()
        for (const [index, rest] of opened.entries()) {
          const { lines, missing } = await readToEnd(rest)
          expect(missing).toBe(0)
          const all = [...(told[index] ?? []), ...lines.map(({ line }) => line)]
          expect(all).toEqual(Array.from({ length: count }, (_, line) => line + 1))
        }
      }),
      { numRuns: 25 },
    )
  })

  it('share the newest lines from memory, and get what was written just now when they ask for it', async () => {
    using data = makeDataFolder()
    const logs = open(data.path)
    const writer = logs.open('shop', 1)
    const [one, other] = [logs.readAfter('shop', 1, 0), logs.readAfter('shop', 1, 0)]
    await readToEnd(one)
    write(writer, ['first', 'second'])
    expect((await one.next()).lines).toEqual([])
    const piece = await one.next({ flush: true })
    expect(piece.lines.map(({ text }) => text)).toEqual(['first', 'second'])
    expect((await other.next()).lines).toBe(piece.lines)
    await writer.close()
  })

  it('lose nothing when they are slow but what the cap leaves out, and are told how much that is', async () => {
    using data = makeDataFolder()
    const logs = open(data.path, { head: 5_000, tail: 5_000 })
    const writer = logs.open('shop', 1)
    const reader = logs.readAfter('shop', 1, 0)
    let next = 1
    let gaps = 0
    const take = async () => {
      const { lines, missing } = await reader.next({ flush: true })
      gaps += missing
      next += missing
      for (const { line, text } of lines) {
        expect([line, text]).toEqual([next, `line ${next - 1}`])
        next += 1
      }
      return lines.length
    }
    await take()
    for (let from = 0; from < 60_000; from += 10_000) {
      write(writer, numberedTexts(10_000, from))
      if (from % 20_000 === 0) await take()
    }
    await writer.close()
    while ((await take()) > 0);
    expect(next).toBe(60_001)
    expect(gaps).toBeGreaterThan(0)
  })

  it('are called when lines can be read and when the log is closed, with its deployment', async () => {
    using data = makeDataFolder()
    const logs = open(data.path)
    const heard: number[] = []
    using _listening = logs.onWritten(id => heard.push(id))
    const writer = logs.open('shop', 1)
    write(writer, ['one'])
    await writer.close()
    expect(heard).toEqual([1, 1, 1])
  })
})
