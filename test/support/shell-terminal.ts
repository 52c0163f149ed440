import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

/** A program on a terminal of its own (`script` of util-linux), typed into as a person would. */
export interface Terminal extends AsyncDisposable {
  /** What it printed so far, control sequences and all. */
  output(): string
  type(text: string): void
  /** Waits until that was printed, since the last time it was waited for. */
  until(text: string | RegExp): Promise<void>
  /** How it ended. */
  ended(): Promise<number | null>
}

const patienceMs = 45_000

export interface TerminalOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly columns?: number
  readonly rows?: number
}

/** Starts a command line, which a shell reads, on a new terminal. */
export function openTerminal(command: string, { cwd, env, columns = 80, rows = 24 }: TerminalOptions): Terminal {
  const line = `stty cols ${columns} rows ${rows}; exec ${command}`
  const child = spawn('script', ['-qefc', line, '/dev/null'], { cwd, env: { TERM: 'xterm', ...env } })
  let text = ''
  let seen = 0
  child.stdout.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  const end = once(child, 'close').then(([code]) => code as number | null)
  return {
    output: () => text,
    type: typed => void child.stdin.write(typed),
    ended: () => end,
    async until(wanted) {
      for (const limit = Date.now() + patienceMs; ; await sleep(20)) {
        const found = typeof wanted === 'string' ? text.indexOf(wanted, seen) : indexOf(text, wanted, seen)
        if (found >= 0) {
          seen = found + (typeof wanted === 'string' ? wanted.length : 1)
          return
        }
        if (Date.now() > limit) throw new Error(`${wanted} was not printed:\n${JSON.stringify(text)}`)
      }
    },
    [Symbol.asyncDispose]: () => finish(child, end),
  }
}

function indexOf(text: string, pattern: RegExp, from: number): number {
  const found = text.slice(from).search(pattern)
  return found < 0 ? -1 : found + from
}

async function finish(child: ChildProcess, end: Promise<unknown>): Promise<void> {
  if (child.exitCode === null) child.kill('SIGKILL')
  await end
}
