import { appSchema, type DefaultsInput, defaultsSchema } from './app-schema.ts'
import type { EntrySource } from './entry.ts'
import { type ConfigProblem, type FieldPath, formatField } from './problem.ts'

/** What the checks between apps work on. */
export interface Sources {
  /** The keys of `repos`. */
  readonly keys: readonly string[]
  /** The names of `channels`. */
  readonly channels: readonly string[]
  readonly defaults: DefaultsInput
  readonly apps: readonly EntrySource[]
}

/**
 * The apps of a registry that have no mistakes themselves, so that mistakes between apps are reported together with all others.
 * None if the defaults have mistakes, since every app would be judged by half of what it says.
 */
export function soundSources(value: unknown, problems: readonly ConfigProblem[]): Sources {
  const { repos, defaults, channels: reach } = isMap(value) ? value : {}
  const [keys = [], channels = []] = [repos, reach].map(map => (isMap(map) ? Object.keys(map) : []))
  const shared = defaultsSchema.safeParse(defaults ?? {})
  if (!isMap(repos) || !shared.success || isTouched('defaults', problems))
    return { keys, channels, defaults: {}, apps: [] }
  const apps = keys.flatMap(repository => listed(['repos', repository], repos[repository]))
  return { keys, channels, defaults: shared.data, apps: apps.flatMap(app => soundApp(app, problems)) }
}

interface Written {
  readonly at: FieldPath
  readonly value: unknown
}

const listed = (at: FieldPath, value: unknown): Written[] =>
  Array.isArray(value) ? value.map((app, index) => ({ at: [...at, index], value: app })) : [{ at, value }]

function soundApp({ at, value }: Written, problems: readonly ConfigProblem[]): EntrySource[] {
  if (isTouched(formatField(at), problems)) return []
  const app = appSchema.safeParse(value)
  return app.success ? [{ at, repository: String(at[1]), own: app.data }] : []
}

const isTouched = (above: string, problems: readonly ConfigProblem[]): boolean =>
  problems.some(({ field }) => field === above || field.startsWith(`${above}.`) || field.startsWith(`${above}[`))

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
