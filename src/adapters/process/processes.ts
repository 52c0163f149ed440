import { type ChildProcess, spawn } from 'node:child_process'
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

  const child = start(command)
  if (child instanceof Error) return ended({ spawnError: child.message })
  const { pid } = child
  if (pid === undefined) return ended({ spawnError: await whyNotStarted(child) })
  children.add(pid, formatCommand(command))
  const stdout = collect(options, 'stdout')
  const stderr = collect(options, 'stderr')
  child.stdout?.on('data', stdout.push)
  child.stderr?.on('data', stderr.push)
  const watch = watchTime(pid, options)
  try {
    return ended({
      ...(await endOf(child)),
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

/**
 * Node's own `spawn`: wrappers around it cost as much processor time again, for every git. An error for words that no program can be
 * given; a child without a pid where the program could not be started.
 */
function start({ argv: [program, ...args], cwd, env, uid, gid, input }: Command): ChildProcess | Error {
  try {
    const child = spawn(program, args, {
      env,
      detached: true,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    })
    // A program that does not read all it is given has answered all the same.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
    return child
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const whyNotStarted = (child: ChildProcess): Promise<string> =>
  new Promise(resolve => child.once('error', ({ message }) => resolve(message)))

/** Once the program has ended and nobody holds its streams any more. */
const endOf = (child: ChildProcess): Promise<Pick<RunResult, 'exitCode' | 'signal'>> =>
  new Promise(resolve =>
    child.once('close', (code, signal) => resolve({ exitCode: code ?? undefined, signal: signal ?? undefined })),
  )

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
