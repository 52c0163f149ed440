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
    if (error.code !== 'EPIPE') throw error
  })
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
    serve: (options, signal) =>
      serveRedhook(
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
      ),
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
