import { CommanderError } from 'commander'
import { toFailure } from '../core/errors.ts'
import type { CliDeps } from './deps.ts'
import { type ExitCode, exitCodeOf, exitCodes } from './exit-codes.ts'
import { createProgram } from './program.ts'
import { clean } from './render/clean.ts'
import { createPaint } from './style.ts'

/**
 * Runs one command line (without the two words that start Node) and says how to exit. It throws nothing: failures are printed
 * to standard error with what to do next.
 */
export async function run(argv: readonly string[], deps: CliDeps): Promise<ExitCode> {
  const session = createProgram(deps)
  try {
    await session.program.parseAsync(argv, { from: 'user' })
    return session.exitCode
  } catch (error) {
    if (error instanceof CommanderError) return isAnswered(error) ? exitCodes.ok.status : exitCodes.usage.status
    if (deps.signal.aborted) return exitCodes.interrupted.status
    return report(error, deps)
  }
}

/** `--help` and `--version` were asked for and answered; commander has printed everything else itself. */
const isAnswered = ({ code }: CommanderError): boolean =>
  code === 'commander.helpDisplayed' || code === 'commander.version'

function report(error: unknown, { stderr, env }: CliDeps): ExitCode {
  const paint = createPaint(stderr, env)
  const { code, message, hint, evidence } = toFailure(error)
  stderr.write(`${paint('red', 'redhook:')} ${message.split('\n').map(clean).join('\n')}\n`)
  for (const line of evidence?.flatMap(({ log }) => log ?? []) ?? []) stderr.write(`  ${clean(line)}\n`)
  stderr.write(`${paint('bold', 'what to do:')} ${clean(hint)}\n`)
  if (code === 'INTERNAL' && error instanceof Error) stderr.write(`${error.stack ?? ''}\n`)
  return exitCodeOf(code)
}
