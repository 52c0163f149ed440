import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { CliDeps } from './cli/deps.ts'
import { readConfig } from './cli/place.ts'
import { run } from './cli/run.ts'
import { readEnv } from './config/env.ts'
import { openCheckPorts, serveRedhook } from './wire.ts'

const releaseFolder = realpathSync(join(import.meta.dirname, '..'))
const { version } = JSON.parse(readFileSync(join(releaseFolder, 'package.json'), 'utf8')) as { version: string }
const interrupt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort())

const env = readEnv(process.cwd())
const deps: CliDeps = {
  stdout: process.stdout,
  stderr: process.stderr,
  env,
  cwd: process.cwd(),
  version,
  inContainer: existsSync('/.dockerenv'),
  signal: interrupt.signal,
  now: Date.now,
  serve: (options, signal) =>
    serveRedhook(
      {
        env,
        version,
        releaseFolder,
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

process.exitCode = await run(process.argv.slice(2), deps)
