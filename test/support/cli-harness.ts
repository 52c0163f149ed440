import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CliDeps } from '../../src/cli/deps.ts'
import { run } from '../../src/cli/run.ts'
import { readEnv } from '../../src/config/env.ts'

export interface CliHarness extends AsyncDisposable {
  readonly folder: string
  readonly dataDir: string
  write(path: string, text: string, mode?: number): string
  /** Serves on the socket that the command line talks to. */
  listen(handler: RequestListener): Promise<void>
  /** Runs one command line as a person would; `tty` gives it a terminal of that many columns. */
  redhook(argv: readonly string[], options?: CliOptions): Promise<CliOutcome>
  /** The same, to be looked at while it goes on. */
  watched(argv: readonly string[], options?: CliOptions): Promise<WatchedCli>
  /** The server goes away, with every connection. */
  stopListening(): Promise<void>
}

export interface WatchedCli {
  /** Waits until that was printed on standard output. */
  until(text: string): Promise<void>
  readonly ended: Promise<CliOutcome>
}

export interface CliOptions {
  readonly tty?: number
  readonly environment?: Readonly<Record<string, string>>
  readonly deps?: Partial<CliDeps>
}

export interface CliOutcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

interface Streams {
  stdout: string
  stderr: string
}

/** The moment at which all command lines of these tests run. */
export const testNow = Date.parse('2026-05-01T12:00:00Z')

/** A working directory with a data folder of its own, removed afterwards. */
export function createCliHarness(): CliHarness {
  const folder = mkdtempSync(join(tmpdir(), 'redhook-cli-'))
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir)
  const servers: { close(callback?: () => void): unknown; closeAllConnections(): void }[] = []
  const write = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text, { mode })
    return join(folder, path)
  }
  const start = async (argv: readonly string[], { tty, environment = {}, deps = {} }: CliOptions, out: Streams) => {
    const output = (name: 'stdout' | 'stderr') => ({
      write: (text: string) => {
        out[name] += text
      },
      isTTY: tty !== undefined,
      columns: tty,
    })
    const code = await run(argv, {
      stdout: output('stdout'),
      stderr: output('stderr'),
      env: readEnv(folder, environment),
      cwd: folder,
      version: '1.2.3',
      inContainer: false,
      signal: new AbortController().signal,
      now: () => testNow,
      serve: () => Promise.reject(new Error('not expected')),
      openCheck: () => Promise.reject(new Error('not expected')),
      openInit: () => Promise.reject(new Error('not expected')),
      openSetup: () => Promise.reject(new Error('not expected')),
      openPage: () => Promise.resolve(false),
      readSecret: () => Promise.reject(new Error('not expected')),
      onResize: () => ({ [Symbol.dispose]: () => undefined }),
      ...deps,
    })
    return { code, ...out }
  }
  return {
    folder,
    dataDir,
    write,
    listen: async handler => {
      const server = createServer(handler)
      servers.push(server)
      await new Promise<void>(resolve => server.listen(join(dataDir, 'redhook.sock'), resolve))
    },
    redhook: (argv, options = {}) => start(argv, options, { stdout: '', stderr: '' }),
    watched: async (argv, options = {}) => {
      const out = { stdout: '', stderr: '' }
      const ended = start(argv, options, out)
      return {
        ended,
        until: text =>
          until(
            () => out.stdout.includes(text),
            () => JSON.stringify(out),
          ),
      }
    },
    async stopListening() {
      for (const server of servers.splice(0)) {
        server.closeAllConnections()
        await new Promise<void>(resolve => server.close(() => resolve()))
      }
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers) {
        server.closeAllConnections()
        server.close()
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

async function until(holds: () => boolean, seen: () => string): Promise<void> {
  for (const limit = Date.now() + 30_000; !holds(); await sleep(10)) {
    if (Date.now() > limit) throw new Error(`it was never printed: ${seen()}`)
  }
}

/** Answers each path (with its query) with one JSON value; everything else is a problem. */
export function answerJson(answers: Readonly<Record<string, unknown>>): RequestListener {
  return (request, response) => {
    const answer = answers[`${request.method} ${request.url}`]
    if (answer === undefined) {
      response.writeHead(404, { 'content-type': 'application/problem+json' })
      response.end(
        JSON.stringify({
          title: 'Not found',
          detail: `no ${request.url}`,
          status: 404,
          code: 'APP_UNKNOWN',
          hint: 'Look again.',
        }),
      )
    } else {
      response.writeHead(request.method === 'POST' ? 202 : 200, { 'content-type': 'application/json' })
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
    }
  }
}
