import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { openChildren } from '../../../src/adapters/process/children.ts'
import { createLineSplitter } from '../../../src/adapters/process/lines.ts'
import { createProcesses } from '../../../src/adapters/process/processes.ts'
import { tempFolder } from '../../support/git-repository.ts'

const folder = tempFolder()
afterAll(() => folder[Symbol.dispose]())

const record = join(folder.path, 'children')
const children = openChildren(record)
const processes = createProcesses(children)
const env = { PATH: process.env.PATH ?? '' }
const sh = (script: string, ...args: string[]) => ({
  argv: ['sh', '-c', script, 'sh', ...args] as const,
  env,
  cwd: folder.path,
})
const run = (script: string, options?: Parameters<typeof processes.run>[1]) =>
  processes.run({ ...sh(script), argv: ['sh', '-c', script] }, options)
const isAlive = (pid: string) =>
  existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
/** Processes that work in this folder, as what it starts does. */
const livingIn = (path: string) =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => cwdOf(pid) === path)
const cwdOf = (pid: string) => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}
const pidIn = async (file: string) => {
  await vi.waitFor(() => expect(readFileSync(join(folder.path, file), 'utf8')).toMatch(/^\d+\n$/), 30_000)
  return readFileSync(join(folder.path, file), 'utf8').trim()
}

describe('running a command', () => {
  it('answers with exit code, both streams and a duration, and never throws for a failure', async () => {
    expect(await run('echo out; echo err >&2; exit 3')).toMatchObject({
      exitCode: 3,
      signal: undefined,
      stdout: 'out\n',
      stderr: 'err\n',
      timedOut: false,
      aborted: false,
      durationMs: expect.any(Number),
    })
  })

  it('keeps line ends, NULs and bytes that span chunks', async () => {
    expect((await run("printf 'a\\0b\\n\\n'; printf '\\303'; sleep 0.05; printf '\\251\\n\\n'")).stdout).toBe(
      'a\0b\n\né\n\n',
    )
  })

  it('interprets nothing, inherits nothing, and closes standard input', async () => {
    const given = await processes.run({ argv: ['printf', '%s', '$(touch pwned);`id`'], env, cwd: folder.path })
    expect(given.stdout).toBe('$(touch pwned);`id`')
    process.env.REDHOOK_TEST_SECRET = 'hidden'
    expect((await run('env; cat')).stdout).not.toContain('hidden')
    delete process.env.REDHOOK_TEST_SECRET
    expect((await processes.run({ argv: ['cat'], env, input: 'given' })).stdout).toBe('given')
  })

  it('says why a program could not be started', async () => {
    expect((await processes.run({ argv: ['no-such-program'], env })).spawnError).toContain('ENOENT')
    expect((await processes.run({ argv: ['cat'], env, cwd: '/no/such/folder' })).spawnError).toContain('ENOENT')
    expect(await processes.run({ argv: ['cat', '\0'], env })).toMatchObject({ spawnError: expect.any(String) })
  })

  it('survives a program that does not read what it is given', async () => {
    expect(await processes.run({ argv: ['true'], env, input: 'x'.repeat(1_000_000) })).toMatchObject({ exitCode: 0 })
  })

  it('passes lines on as they come, and the last one without its end', async () => {
    const lines: string[] = []
    await run("printf 'one\\r\\ntwo\\nthr'; echo no >&2; printf ee", {
      onLine: (line, stream) => void lines.push(`${stream} ${line}`),
    })
    expect(lines.filter(line => line.startsWith('stdout'))).toEqual(['stdout one', 'stdout two', 'stdout three'])
    expect(lines).toContain('stderr no')
  })

  it('keeps the head of an output that is too long, and still reads all of it', async () => {
    const result = await run('yes | head -c 3000000; echo done >&2', { maxOutputBytes: 1000 })
    expect(result).toMatchObject({ exitCode: 0, stderr: 'done\n' })
    expect(result.stdout).toHaveLength(1000)
  })
})

describe('ending a command', () => {
  it('ends the whole group when time is up, and says so', async () => {
    const result = await run('sleep 60 & wait', { timeoutMs: 200 })
    expect(result).toMatchObject({ timedOut: true, aborted: false, signal: 'SIGTERM' })
    await vi.waitFor(() => expect(livingIn(folder.path)).toEqual([]), 30_000)
  })

  it('ends it on abort, also one that was aborted before it began', async () => {
    const controller = new AbortController()
    const running = run('echo $$ > self; sleep 60', { signal: controller.signal })
    await pidIn('self')
    controller.abort()
    expect(await running).toMatchObject({ aborted: true, timedOut: false })
    expect(await run('touch never', { signal: controller.signal })).toMatchObject({
      aborted: true,
      exitCode: undefined,
    })
    expect(existsSync(join(folder.path, 'never'))).toBe(false)
  })

  it('does not wait for a daemon that keeps the pipes open, once time is up', async () => {
    const started = performance.now()
    const result = await run('trap "" TERM; sleep 60 & exit 0', { timeoutMs: 300 })
    expect(result.timedOut).toBe(true)
    expect(performance.now() - started).toBeLessThan(40_000)
    await vi.waitFor(() => expect(livingIn(folder.path)).toEqual([]), 30_000)
  })

  it('leaves no record behind', () => expect(readdirSync(record)).toEqual([]))
})

describe('survivors', () => {
  it('of the last Redhook are ended with their groups, and named', async () => {
    const own = join(folder.path, 'survivors')
    const before = openChildren(own)
    const child = spawn('sh', ['-c', 'sleep 60 & echo $! > orphan; wait'], {
      cwd: folder.path,
      detached: true,
      stdio: 'ignore',
    })
    before.add(child.pid ?? 0, 'docker compose build')
    const orphan = await pidIn('orphan')
    const ended = once(child, 'exit')
    expect(await openChildren(own).endSurvivors()).toEqual([{ pid: child.pid, command: 'docker compose build' }])
    await ended
    await vi.waitFor(() => expect(isAlive(orphan)).toBe(false), 30_000)
    expect(await openChildren(own).endSurvivors()).toEqual([])
  })

  it('are never strangers that got the same pid', async () => {
    const own = join(folder.path, 'strangers')
    mkdirSync(own)
    const stranger = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
    await once(stranger, 'spawn')
    writeFileSync(join(own, String(stranger.pid)), '1\nsleep 60')
    writeFileSync(join(own, 'rubbish'), '')
    expect(await openChildren(own).endSurvivors()).toEqual([])
    expect(isAlive(String(stranger.pid))).toBe(true)
    stranger.kill('SIGKILL')
  })

  it('are never the group of a stranger, which got its number since the machine started anew', async () => {
    const own = join(folder.path, 'started-anew')
    mkdirSync(own)
    const daemon = spawn('sh', ['-c', 'sleep 60 & echo $! > daemon'], {
      cwd: folder.path,
      detached: true,
      stdio: 'ignore',
    })
    await once(daemon, 'exit')
    const left = await pidIn('daemon')
    writeFileSync(join(own, String(daemon.pid)), '4711 the-boot-before\ndocker compose build')
    expect(await openChildren(own).endSurvivors()).toEqual([])
    expect(isAlive(left)).toBe(true)
    process.kill(Number(left), 'SIGKILL')
  })
})

describe('lines', () => {
  it('longer than 16 KiB come in pieces', () => {
    const lines: string[] = []
    const splitter = createLineSplitter(line => void lines.push(line))
    splitter.push(Buffer.from('x'.repeat(40_000)))
    splitter.end()
    expect(lines.map(line => line.length)).toEqual([16_384, 16_384, 7232])
  })
})
