import { access } from 'node:fs/promises'
import type { Command } from '../../core/command.ts'
import { RedhookError } from '../../core/errors.ts'
import type { Target } from '../../core/target.ts'
import type { Processes } from '../../pipeline/ports/processes.ts'
import { type ComposeConfig, parseConfig } from './compose-config.ts'
import type { ComposeFiles } from './compose-files.ts'
import { engineError } from './engine-error.ts'
import { parseProblem, parseRequired, parseUnset, parseWarnings } from './parse-problem.ts'

/** Makes the command line of Compose for a target. */
export type ComposeCommand = (target: Target, words: readonly string[]) => Command

/** A large project has many megabytes of it; half a model would be none. */
const maxOutputBytes = 200_000_000

/** Which files take part, which tells the missing env files that Compose does not name; and how paths are shown. */
export interface ConfigQuestion {
  readonly files: Pick<ComposeFiles, 'envFiles'>
  name(sentence: string): string
}

/**
 * Has Compose resolve the project.
 * @throws RedhookError COMPOSE_INVALID, ENV_MISSING, ENGINE_UNREACHABLE, COMPOSE_MISSING; the signal's reason
 */
export async function askConfig(
  processes: Processes,
  command: Command,
  { files, name }: ConfigQuestion,
  signal?: AbortSignal,
): Promise<{ config: ComposeConfig; unset: readonly string[] }> {
  const result = await processes.run(command, { maxOutputBytes, ...(signal ? { signal } : {}) })
  signal?.throwIfAborted()
  const unset = parseUnset(parseWarnings(result.stderr))
  if (result.exitCode === 0) return { config: parseConfig(result.stdout), unset }

  const problem = parseProblem(result.stderr)
  const away = engineError(result, problem)
  if (away) throw away
  const required = parseRequired(problem.says)
  const named = /env file (.+) not found/.exec(problem.says)?.[1]
  const missing = named === undefined ? [] : await missingEnvFiles(files.envFiles, named)
  if (required.length === 0 && missing.length === 0) throw unacceptable(name(problem.says))
  throw envMissing([...new Set([...required, ...unset])], missing.map(name))
}

/** Compose names the first missing file and stops; here are all of them. */
async function missingEnvFiles(envFiles: ComposeFiles['envFiles'], named: string): Promise<string[]> {
  const required = [...envFiles.values()].flat().filter(({ isRequired }) => isRequired)
  const paths = [...new Set(required.map(({ path }) => path))]
  const areMissing = await Promise.all(
    paths.map(path =>
      access(path).then(
        () => false,
        () => true,
      ),
    ),
  )
  const missing = paths.filter((_, index) => areMissing[index])
  return missing.length > 0 ? missing : [named]
}

/** What Compose finds wrong with an env file, which it names only where that is the app's `.env`; then it quotes from it. */
const badLine =
  /((?:failed to read .*: )?line \d+: )(unterminated quoted value|key cannot contain a space|unexpected character)\b.*/s

function unacceptable(says: string): RedhookError {
  const isEnvFile = badLine.test(says)
  const shown = says.replace(badLine, (_, place: string, what: string) => `${place}${what}`)
  return new RedhookError(`Compose does not accept the project: ${shown}`, {
    code: 'COMPOSE_INVALID',
    hint: isEnvFile
      ? 'That is a line of an env file (.env, or one of env_file). Correct it, then: redhook deploy.'
      : 'Correct the Compose file and push again. docker compose config in the app folder shows the same.',
  })
}

/** The failure that lists what the environment lacks. Names only: values are nobody's business here. */
function envMissing(variables: readonly string[], files: readonly string[]): RedhookError {
  const found = [
    ...(variables.length > 0 ? [`variables that are not set: ${variables.join(', ')}`] : []),
    ...(files.length > 0 ? [`env files that do not exist: ${files.join(', ')}`] : []),
  ]
  return new RedhookError(`The environment is incomplete; ${found.join('; ')}`, {
    code: 'ENV_MISSING',
    hint: "Write them into the app's .env on this server (or the files named), then: redhook deploy.",
  })
}
