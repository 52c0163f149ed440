import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { CliDeps } from './cli/deps.ts'
import { readConfig } from './cli/place.ts'
import { run } from './cli/run.ts'
import { type Env, readEnv } from './config/env.ts'
import { isInContainer } from './config/in-container.ts'
import { toFailure } from './core/errors.ts'
import { openCheckPorts, serveRedhook } from './wire.ts'

const releaseFolder = realpathSync(join(import.meta.dirname, '..'))
const { version } = JSON.parse(readFileSync(join(releaseFolder, 'package.json'), 'utf8')) as { version: string }

/** The first SIGINT or SIGTERM asks for an orderly end; the second one is the system's own, at once. */
function createInterrupt(): AbortSignal {
  const interrupt = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort())
  return interrupt.signal
}

/** `redhook history | head`: a reader that has seen enough is no failure. */
function endQuietlyWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!readerIsGone.has(error.code ?? '')) throw error
  })
}

/** A pipe, a socket, a terminal. */
const readerIsGone = new Set(['EPIPE', 'ECONNRESET', 'EIO'])

/** An ended server does not wait for a reader that stopped reading. */
function endWithoutReader(): void {
  if (process.stdout.writableLength > 0) process.exit()
}

const createDeps = (env: Env): CliDeps => {
  const deps: CliDeps = {
    stdout: process.stdout,
    stderr: process.stderr,
    env,
    cwd: process.cwd(),
    version,
    inContainer: isInContainer(),
    signal: createInterrupt(),
    now: Date.now,
    serve: async (options, signal) => {
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
    openCheck: async config => openCheckPorts(config, env),
  }
  return deps
}

endQuietlyWithReader()
try {
  process.exitCode = await run(process.argv.slice(2), createDeps(readEnv(process.cwd())))
} catch (error) {
  const { message, hint } = toFailure(error)
  process.stderr.write(`redhook: ${message}\nwhat to do: ${hint}\n`)
  process.exitCode = 78
}
