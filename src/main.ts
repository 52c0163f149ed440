import { readFileSync, realpathSync } from 'node:fs'
import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { CliDeps } from './cli/deps.ts'
import { exitCodes } from './cli/exit-codes.ts'
import { readConfig } from './cli/place.ts'
import { readSecret } from './cli/read-secret.ts'
import { run } from './cli/run.ts'
import { watchOutput } from './cli/watch-output.ts'
import { type Env, readEnv } from './config/env.ts'
import { isInContainer } from './config/in-container.ts'
import { toFailure } from './core/errors.ts'

const releaseFolder = realpathSync(join(import.meta.dirname, '..'))
const { version } = JSON.parse(readFileSync(join(releaseFolder, 'package.json'), 'utf8')) as { version: string }

// What V8 compiled is kept beside what it was compiled from, where this process may write: 10 MB less, and a quicker start.
enableCompileCache(join(import.meta.dirname, '.compiled'))

/** Loaded when it is needed, as the house is: a command that only asks a running server, or completes a word, starts without either. */
const tools = () => import('./wire-tools.ts')

/** The first SIGINT or SIGTERM asks for an orderly end; the second one is the system's own, at once. */
function createInterrupt(): AbortSignal {
  const interrupt = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort())
  return interrupt.signal
}

const interrupt = createInterrupt()

/** Whether standard output is a server's log, whose lost lines are no failure. */
let isServer = false

/** An ended server does not wait for a reader that stopped reading. */
function endWithoutReader(): void {
  if (process.stdout.writableLength > 0) process.exit()
}

/** The answer of whoever sits at the terminal. */
async function askPerson(question: string): Promise<string> {
  using terminal = createInterface({ input: process.stdin, output: process.stderr })
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  return terminal.question(question, { signal: interrupt })
}

const createDeps = (env: Env): CliDeps => {
  const deps: CliDeps = {
    stdout: process.stdout,
    stderr: process.stderr,
    env,
    cwd: process.cwd(),
    version,
    inContainer: isInContainer(),
    signal: interrupt,
    now: Date.now,
    serve: async (options, signal) => {
      isServer = true
      const { serveRedhook } = await import('./wire.ts')
      // Otherwise only a process that ends by itself would leave it for the next one.
      flushCompileCache()
      await serveRedhook(
        {
          env,
          version,
          releaseFolder,
          cwd: deps.cwd,
          isSupervised: env.lookup('INVOCATION_ID') !== undefined,
          isTerminal: process.stdout.isTTY,
          load: () => readConfig(deps, options),
          onHangup(callback) {
            process.on('SIGHUP', callback)
            return { [Symbol.dispose]: () => process.off('SIGHUP', callback) }
          },
        },
        signal,
      )
      endWithoutReader()
    },
    openCheck: async config => (await tools()).openCheckPorts(config, env),
    openInit: async () => (await tools()).openInitPorts(env),
    openSetup: async config => (await tools()).openSetupPorts(config, env),
    openPage: async url => (await tools()).openPageHere(url, env),
    ...(process.stdin.isTTY && process.stderr.isTTY ? { ask: askPerson } : {}),
    readSecret: what => readSecret(process.stdin, process.stderr, what),
    onResize(callback) {
      process.stdout.on('resize', callback)
      return { [Symbol.dispose]: () => process.stdout.off('resize', callback) }
    },
  }
  return deps
}

watchOutput(process.stdout, process.stderr, () => {
  if (!isServer) process.exitCode ||= exitCodes.failed.status
})
try {
  const status = await run(process.argv.slice(2), createDeps(readEnv(process.cwd())))
  if (status !== exitCodes.ok.status) process.exitCode = status
} catch (error) {
  const { message, hint } = toFailure(error)
  process.stderr.write(`redhook: ${message}\nwhat to do: ${hint}\n`)
  process.exitCode = 78
}
