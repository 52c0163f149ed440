import type { App, Color } from './app.ts'
import type { EnvVariables } from './env-file.ts'
import { RedhookError } from './errors.ts'

/** Compose's default names in its order of preference (compose-go `DefaultFileNames`, checked against Compose 2.26). */
const defaultNames = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']
/** The override file goes with any of the default names: the first that exists (compose-go `DefaultOverrideFileNames`). */
const overrideNames = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
]

/**
 * The color of an app: as fixed in the registry, else `COLOR` of its `.env`, `red` where that is unset or empty; undefined with
 * `color: none`.
 * @throws RedhookError COLOR_INVALID for any other value
 */
export function pickColor(setting: App['color'], env: EnvVariables): Color | undefined {
  if (setting === 'none') return undefined
  if (setting !== 'env') return setting
  const value = env.COLOR || 'red'
  if (value === 'red' || value === 'blue') return value
  throw new RedhookError(`COLOR in the app's .env is "${value}"`, {
    code: 'COLOR_INVALID',
    hint: 'Write COLOR=red or COLOR=blue, remove the line (red is the default), or fix color in the registry.',
  })
}

/** The file names that matter for a pick, so that the caller can look which of them exist. */
export const composeCandidates = (setting: App['compose'], env: EnvVariables): readonly string[] =>
  setting === 'env' ? [debugPick(env), ...defaultNames, ...overrideNames] : setting

/**
 * The Compose files of an app, in order, out of those that exist: the fixed list; or the one `DEBUG` picks; or Compose's default
 * name with its override file.
 * @throws RedhookError COMPOSE_FILE_MISSING with the names that were tried
 */
export function pickComposeFiles(setting: App['compose'], env: EnvVariables, exists: ReadonlySet<string>): string[] {
  if (setting !== 'env') return pickFixed(setting, exists)
  const picked = debugPick(env)
  if (exists.has(picked)) return [picked]
  const main = defaultNames.find(name => exists.has(name))
  if (main === undefined) throw noneOf([picked, ...defaultNames])
  const override = overrideNames.find(name => exists.has(name))
  return override === undefined ? [main] : [main, override]
}

/** `DEBUG=true`, in any case, as the languages of the apps write it (`True` in Python). */
const debugPick = (env: EnvVariables): string =>
  env.DEBUG?.toLowerCase() === 'true' ? 'docker-compose.dev.yml' : 'docker-compose.prod.yml'

function pickFixed(names: readonly string[], exists: ReadonlySet<string>): string[] {
  const missing = names.filter(name => !exists.has(name))
  if (missing.length === 0) return [...names]
  throw new RedhookError(`The Compose file ${missing.join(', ')} does not exist`, {
    code: 'COMPOSE_FILE_MISSING',
    hint: 'Push the file, or correct compose in the registry. Its names are relative to dir.',
  })
}

const noneOf = (names: readonly string[]) =>
  new RedhookError(`No Compose file: none of ${names.join(', ')} exists`, {
    code: 'COMPOSE_FILE_MISSING',
    hint: 'Push one of them, or name the file with compose in the registry; dir says in which folder to look.',
  })
