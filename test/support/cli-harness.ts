import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
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

/** The moment at which all command lines of these tests run. */
export const testNow = Date.parse('2026-05-01T12:00:00Z')

/** A working directory with a data folder of its own, removed afterwards. */
export function createCliHarness(): CliHarness {
  const folder = mkdtempSync(join(tmpdir(), 'redhook-cli-'))
  const dataDir = join(folder, 'data')
  mkdirSync(dataDir)
  const servers: { close(): void; closeAllConnections(): void }[] = []
  const write = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text, { mode })
    return join(folder, path)
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
    async redhook(argv, { tty, environment = {}, deps = {} } = {}) {
      const out = { stdout: '', stderr: '' }
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
        ...deps,
      })
      return { code, ...out }
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers) {
        server.closeAllConnections()
        server.close()
      }
      rmSync(folder, { recursive: true, force: true })
    },
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
