import { execa } from 'execa'
import type { Command } from '../../core/command.ts'
import { formatCommand } from '../../core/command.ts'
import type { Processes, RunOptions, RunResult } from '../../pipeline/ports/processes.ts'
import { type Children, signalGroup } from './children.ts'
import { createLineSplitter } from './lines.ts'

const killAfterMs = 5_000
const defaultMaxOutput = 10 * 1024 * 1024

/** The only spawner: argument arrays, a process group each, bounded in time and output, and never a shell. */
export const createProcesses = (children: Children): Processes => ({
  run: (command, options = {}) => runCommand(children, command, options),
})

async function runCommand(children: Children, command: Command, options: RunOptions): Promise<RunResult> {
  const started = performance.now()
  const ended = (end: Partial<RunResult>): RunResult => ({
    exitCode: undefined,
    signal: undefined,
    stdout: '',
    stderr: '',
    timedOut: false,
    aborted: false,
    durationMs: performance.now() - started,
    ...end,
  })
  if (options.signal?.aborted) return ended({ aborted: true })

  const child = trySpawn(command)
  if (child instanceof Error) return ended({ spawnError: child.message })
  const { pid } = child
  if (pid === undefined) {
    const failed = await child
    return ended({ spawnError: failed.originalMessage ?? failed.shortMessage ?? 'could not be started' })
  }
  children.add(pid, formatCommand(command))
  const stdout = collect(options, 'stdout')
  const stderr = collect(options, 'stderr')
  child.stdout?.on('data', stdout.push)
  child.stderr?.on('data', stderr.push)
  const watch = watchTime(pid, options)
  try {
    const result = await child
    return ended({
      exitCode: result.exitCode,
      signal: result.signal,
      stdout: stdout.end(),
      stderr: stderr.end(),
      timedOut: watch.reason === 'timeout',
      aborted: watch.reason === 'abort',
    })
  } finally {
    watch.stop()
    children.remove(pid)
  }
}

/** Words that no program can be given (a NUL byte) make execa throw at once. */
function trySpawn(command: Command): ReturnType<typeof spawn> | Error {
  try {
    return spawn(command)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const spawn = ({ argv: [program, ...args], cwd, env, uid, gid, input }: Command) =>
  execa(program, args, {
    env,
    extendEnv: false,
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    stdout: 'pipe',
    stderr: 'pipe',
    ...(cwd === undefined ? {} : { cwd }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  })

function collect({ onLine, maxOutputBytes = defaultMaxOutput }: RunOptions, stream: 'stdout' | 'stderr') {
  const kept: Buffer[] = []
  let keptBytes = 0
  const splitter = onLine && createLineSplitter(line => onLine(line, stream))
  return {
    push: (chunk: Buffer) => {
      splitter?.push(chunk)
      if (keptBytes >= maxOutputBytes) return
      kept.push(chunk)
      keptBytes += chunk.length
    },
    end: () => {
      splitter?.end()
      return Buffer.concat(kept).subarray(0, maxOutputBytes).toString('utf8')
    },
  }
}

/** Ends the process group when time is up or the caller aborts: SIGTERM first, SIGKILL after a grace. */
function watchTime(pid: number, { signal, timeoutMs }: RunOptions) {
  let grace: NodeJS.Timeout | undefined
  const watch = {
    reason: undefined as 'timeout' | 'abort' | undefined,
    stop: () => {
      clearTimeout(timer)
      clearTimeout(grace)
      signal?.removeEventListener('abort', onAbort)
      // The leader is gone; whoever it left behind in its group holds our pipes no longer, and goes too.
      if (watch.reason !== undefined) signalGroup(pid, 'SIGKILL')
    },
  }
  const end = (reason: 'timeout' | 'abort') => {
    if (watch.reason !== undefined) return
    watch.reason = reason
    signalGroup(pid, 'SIGTERM')
    grace = setTimeout(() => signalGroup(pid, 'SIGKILL'), killAfterMs)
  }
  const onAbort = () => end('abort')
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => end('timeout'), timeoutMs)
  signal?.addEventListener('abort', onAbort, { once: true })
  return watch
}
