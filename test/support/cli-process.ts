import type { CliDeps } from '../../src/cli/deps.ts'
import { run } from '../../src/cli/run.ts'
import { readEnv } from '../../src/config/env.ts'
import { isInContainer } from '../../src/config/in-container.ts'

// The command line as a process of its own, on a real terminal or in a pipe, without the server behind it.
const interrupt = new AbortController()
process.once('SIGINT', () => interrupt.abort())
const env = readEnv(process.cwd())
const notHere = () => {
  throw new Error('not expected')
}
const deps: CliDeps = {
  stdout: process.stdout,
  stderr: process.stderr,
  env,
  cwd: process.cwd(),
  version: '1.2.3',
  inContainer: isInContainer(),
  signal: interrupt.signal,
  now: Date.now,
  serve: notHere,
  openCheck: notHere,
  openInit: notHere,
  openSetup: notHere,
  openPage: () => Promise.resolve(false),
  readSecret: notHere,
  onResize(callback) {
    process.stdout.on('resize', callback)
    return { [Symbol.dispose]: () => process.stdout.off('resize', callback) }
  },
}
process.exitCode = await run(process.argv.slice(2), deps)
