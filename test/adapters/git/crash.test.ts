import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fetchTip, moveCheckout } from '../../../src/pipeline/sync.ts'
import { appAt, realGit, syncBench } from '../../support/git-app.ts'
import {
  createRemote,
  type Files,
  type GitRemote,
  git as person,
  type TempFolder,
  tempFolder,
} from '../../support/git-repository.ts'

let folder: TempFolder
let remote: GitRemote
beforeEach(() => {
  folder = tempFolder()
  remote = createRemote(folder.path, { 'a.txt': 'one\n' })
})
afterEach(() => folder[Symbol.dispose]())

const many = (count: number, text: string): Files =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`files/${at % 20}/${at}.txt`, `${text} ${at}\n`.repeat(50)]),
  )

/** Runs git in a process group and kills all of it after `ms`; whether it was still running. */
async function killAfter(ms: number, cwd: string, ...args: string[]): Promise<boolean> {
  const child = spawn('git', args, { cwd, detached: true, stdio: 'ignore' })
  const ended = once(child, 'exit')
  await new Promise(resolve => setTimeout(resolve, ms))
  const wasRunning = child.exitCode === null
  if (wasRunning) process.kill(-(child.pid ?? 0), 'SIGKILL')
  await ended
  return wasRunning
}

describe('after kill -9', () => {
  it.each([2, 6, 12, 25])('of a move after %i ms, the next sync gets to the tip without an excuse', async ms => {
    remote.push(many(400, 'one'))
    const checkout = remote.cloneTo(join(folder.path, 'checkout'))
    const head = person(checkout, 'rev-parse', 'HEAD')
    const tip = remote.push({ ...many(400, 'two'), 'files/0/0.txt': null, 'more.txt': 'more\n' })
    const { git } = realGit(folder.path)
    await git.fetchBranch({ path: checkout }, 'main', {})
    writeFileSync(join(checkout, '.git/redhook-move'), `${head} ${tip}\n`)
    await killAfter(ms, checkout, 'merge', '--ff-only', tip)
    const bench = syncBench(folder.path, git)
    const found = await fetchTip(appAt(checkout), bench)
    if (found.gone) throw new Error('the branch is gone')
    await moveCheckout(appAt(checkout), found, bench)
    expect([person(checkout, 'rev-parse', 'HEAD'), person(checkout, 'status', '--porcelain')]).toEqual([tip, ''])
  })

  it.each([2, 6, 12, 25])('of a move back after %i ms, it is done again, and leaves local edits alone', async ms => {
    const good = remote.push({ ...many(400, 'one'), 'mine.txt': 'theirs\n' })
    const bad = remote.push({ ...many(400, 'two'), 'files/0/0.txt': null, 'more.txt': 'more\n' })
    const checkout = { path: remote.cloneTo(join(folder.path, 'checkout')) }
    writeFileSync(join(checkout.path, 'mine.txt'), 'edited\n')
    const { git } = realGit(folder.path)
    writeFileSync(join(checkout.path, '.git/redhook-move'), `${bad} ${good}\n`)
    await killAfter(ms, checkout.path, 'checkout', '--quiet', '--no-overwrite-ignore', '-B', 'main', good, '--')
    for (const leftover of await git.leftovers(checkout)) await git.clearLeftover(checkout, leftover)
    await git.undoInterruptedMove(checkout)
    const { head = '' } = await git.state(checkout)
    expect([head === good, head === bad]).toContain(true)
    expect(person(checkout.path, 'status', '--porcelain')).toBe('M mine.txt')
    expect(await git.move(checkout, { how: 'keep', branch: 'main', head, tip: good }, {})).toBeUndefined()
    expect([person(checkout.path, 'rev-parse', 'HEAD'), person(checkout.path, 'status', '--porcelain')]).toEqual([
      good,
      'M mine.txt',
    ])
  })

  it.each([5, 15, 30])('of a fetch after %i ms, the next one works', async ms => {
    const checkout = remote.cloneTo(join(folder.path, 'checkout'))
    const tip = remote.push(many(400, 'two'))
    await killAfter(ms, checkout, 'fetch', 'origin', '+refs/heads/main:refs/remotes/origin/main')
    const bench = syncBench(folder.path, realGit(folder.path).git)
    expect(await fetchTip(appAt(checkout), bench)).toMatchObject({ tip })
  })

  it.each([10, 30])('of a clone after %i ms, there is no checkout, and the next one appears whole', async ms => {
    remote.push(many(200, 'one'))
    const path = join(folder.path, 'shop')
    await killAfter(ms, folder.path, 'clone', '--no-local', remote.bare, join(folder.path, '.shop.redhook-clone'))
    expect(existsSync(path)).toBe(false)
    const { git } = realGit(folder.path)
    expect(await git.clone({ path, url: remote.bare }, 'main', {})).toBe('cloned')
    expect(person(path, 'status', '--porcelain')).toBe('')
  })
})

describe('an abort', () => {
  it('ends a clone with everything it started and leaves nothing', async () => {
    const slow = join(folder.path, 'slow')
    writeFileSync(slow, '#!/bin/sh\necho $$ > "$HOME/pid"\nsleep 60\n', { mode: 0o755 })
    const { git } = realGit(folder.path, { GIT_SSH_COMMAND: slow })
    const path = join(folder.path, 'shop')
    const stop = new AbortController()
    const cloning = git.clone({ path, url: 'ssh://example.invalid/x.git' }, 'main', { signal: stop.signal })
    const ended = expect(cloning).rejects.toThrow('stop now')
    await vi.waitFor(() => expect(readFileSync(join(folder.path, 'pid'), 'utf8')).toMatch(/^\d+\n$/), 30_000)
    stop.abort(new Error('stop now'))
    await ended
    expect(existsSync(path)).toBe(false)
    const pid = readFileSync(join(folder.path, 'pid'), 'utf8').trim()
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 30_000)
  })
})

/** A zombie is gone; whoever inherited it has only to notice. */
const isAlive = (pid: string) =>
  existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))

describe('a living git', () => {
  it('keeps its lock, whatever its age', async () => {
    const checkout = remote.cloneTo(join(folder.path, 'checkout'))
    writeFileSync(join(checkout, '.git/index.lock'), '')
    const living = spawn('git', ['cat-file', '--batch'], { cwd: checkout, stdio: ['pipe', 'ignore', 'ignore'] })
    await once(living, 'spawn')
    const bench = syncBench(folder.path, realGit(folder.path).git)
    await expect(fetchTip(appAt(checkout), bench)).rejects.toMatchObject({
      code: 'CHECKOUT_BUSY',
      retryable: true,
      message: expect.stringContaining(`git process ${living.pid} works on it`),
    })
    living.stdin?.end()
    await once(living, 'exit')
    await expect(fetchTip(appAt(checkout), bench)).resolves.toMatchObject({ gone: false })
  })
})
