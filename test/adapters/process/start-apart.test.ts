import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { startApart } from '../../../src/adapters/process/start-apart.ts'

const env = { PATH: process.env.PATH ?? '' }

it('starts a program that goes on by itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'redhook-apart-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))
  const file = join(folder, 'done')
  expect(await startApart({ argv: ['sh', '-c', `sleep 1.5; : > '${file}'`], env })).toBe(true)
  expect(existsSync(file)).toBe(false)
  await vi.waitFor(() => expect(existsSync(file)).toBe(true), 20_000)
})

it.each([
  { title: 'is not there', argv: ['nosuch-program-of-redhook'] },
  { title: 'fails at once', argv: ['sh', '-c', 'exit 3'] },
] as const)('says so of a program that $title', async ({ argv }) => {
  expect(await startApart({ argv, env })).toBe(false)
})
