import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { startApart } from '../../../src/adapters/process/start-apart.ts'

const env = { PATH: process.env.PATH ?? '' }

it('starts a program that goes on by itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'redhook-apart-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))
  const [go, done] = [join(folder, 'go'), join(folder, 'done')]
  const script = `while [ ! -e '${go}' ]; do sleep 0.05; done; : > '${done}'`
  expect(await startApart({ argv: ['sh', '-c', script], env })).toBe(true)
  expect(existsSync(done)).toBe(false)
  writeFileSync(go, '')
  await vi.waitFor(() => expect(existsSync(done)).toBe(true), 30_000)
})

it.each([
  { title: 'is not there', argv: ['nosuch-program-of-redhook'] },
  { title: 'fails at once', argv: ['sh', '-c', 'exit 3'] },
] as const)('says so of a program that $title', async ({ argv }) => {
  expect(await startApart({ argv, env })).toBe(false)
})
