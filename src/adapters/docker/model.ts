import { createHash } from 'node:crypto'
import { access, readFile } from 'node:fs/promises'
import type { Command } from '../../core/command.ts'
import { RedhookError } from '../../core/errors.ts'
import type { Target } from '../../core/target.ts'
import type { ComposeModel, ComposeProblem, Docker } from '../../pipeline/ports/docker.ts'
import type { Processes } from '../../pipeline/ports/processes.ts'
import { configWords } from './argv.ts'
import { engineError } from './engine-error.ts'
import { parseEnvFiles, parseModel } from './parse-model.ts'
import { parseProblem, parseRequired, parseUnset, parseWarnings } from './parse-problem.ts'

type ComposeCommand = (target: Target, words: readonly string[]) => Command

/** Asks Compose for the resolved model, and remembers the last answer for each project. */
export function createModelReader(processes: Processes, command: ComposeCommand): Docker['resolve'] {
  const known = new Map<string, { key: string; model: ComposeModel }>()
  return async (target, signal) => {
    const key = await contentKey(target)
    const last = known.get(target.project)
    if (key !== undefined && last?.key === key) return last.model
    const model = await readModel(processes, command, target, signal)
    if (key === undefined) known.delete(target.project)
    else known.set(target.project, { key, model })
    return model
  }
}

/** A hash of everything the model is made of; undefined when other files may take part. */
async function contentKey(target: Target): Promise<string | undefined> {
  const hash = createHash('sha256').update(JSON.stringify([target.files, target.profiles, target.environment]))
  for (const file of [...target.files, ...(target.envFile === undefined ? [] : [target.envFile])]) {
    const content = await readFile(file, 'utf8').catch(() => undefined)
    if (content === undefined || /^\s*["']?(include|extends)["']?\s*:/m.test(content)) return undefined
    hash.update('\0').update(content)
  }
  return hash.digest('hex')
}

async function readModel(
  processes: Processes,
  command: ComposeCommand,
  target: Target,
  signal?: AbortSignal,
): Promise<ComposeModel> {
  const run = (words: readonly string[]) => processes.run(command(target, words), signal ? { signal } : {})
  const result = await run(configWords)
  signal?.throwIfAborted()
  const unset = parseUnset(parseWarnings(result.stderr))
  if (result.exitCode === 0) return parseModel(result.stdout, target.project, unset)

  const problem = parseProblem(result.stderr)
  const away = engineError(result, problem)
  if (away) throw away
  const required = parseRequired(problem.says)
  const files = /env file .+ not found/.test(problem.says) ? await missingEnvFiles(run, problem) : []
  if (required.length === 0 && files.length === 0) throw invalid(problem)
  throw envMissing([...new Set([...required, ...unset])], files)
}

/** Compose names the first missing file and stops; the model without values names them all. */
async function missingEnvFiles(
  run: (words: readonly string[]) => ReturnType<Processes['run']>,
  { says }: ComposeProblem,
): Promise<string[]> {
  const { stdout, exitCode } = await run([...configWords, '--no-interpolate'])
  const named = exitCode === 0 ? parseEnvFiles(stdout) : []
  const isThere = await Promise.all(
    named.map(file =>
      access(file).then(
        () => true,
        () => false,
      ),
    ),
  )
  const missing = named.filter((_, index) => !isThere[index])
  return missing.length > 0 ? missing : [/env file (.+) not found/.exec(says)?.[1] ?? says]
}

const invalid = ({ says }: ComposeProblem) =>
  new RedhookError(`Compose does not accept the project: ${says}`, {
    code: 'COMPOSE_INVALID',
    hint: 'Correct the Compose file and push again. docker compose config in the app folder shows the same.',
  })

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
