import type { Cause, Deployment, State, Step, StepName, Wishes } from '../../core/deployment/deployment.ts'

/** A deployment as the file holds it: null where the type has no value, JSON where it has structure. */
export interface DeploymentRow {
  readonly id: number
  readonly app: string
  readonly repository: string
  readonly branch: string | null
  readonly lane: string
  readonly state: State
  readonly cause: string
  readonly wishes: string
  readonly place: number
  readonly created_at: number
  readonly available_at: number
  readonly started_at: number | null
  readonly finished_at: number | null
  readonly attempts: number
  readonly retries: number
  readonly reached: StepName | null
  readonly base: string | null
  readonly commit: string | null
  readonly color: string | null
  readonly project: string | null
  readonly plan: string | null
  readonly reason: string | null
  readonly error: string | null
  readonly superseded_by: number | null
  readonly inputs: string | null
  readonly previous: string | null
  readonly version: string | null
  readonly outcome: string | null
  readonly about: string | null
  readonly steps: string
}

/** What is long, in a table of its own; a deployment has no row there until it has any of it. */
export const detailColumns = ['plan', 'inputs', 'previous', 'version', 'outcome', 'about'] as const

/** What every statement that yields deployments selects or returns; the table must go by its own name. */
export const deploymentColumns = `id, app, repository, branch, lane, state, cause, wishes, place, created_at, available_at,
  started_at, finished_at, attempts, retries, reached, base, "commit", color, project, reason, error, superseded_by,
  ${detailColumns.map(column => `(SELECT ${column} FROM details WHERE details.deployment = deployments.id) AS ${column}`).join(', ')},
  (SELECT json_group_array(json_object('name', s.name, 'startedAt', s.started_at, 'durationMs', s.duration_ms,
    'result', s.result) ORDER BY s.number) FROM steps s WHERE s.deployment = deployments.id) AS steps`

/** A row as the pipeline knows it. A column whose JSON cannot be read counts as absent, so that one bad row spoils no list. */
export function toDeployment(row: DeploymentRow): Deployment {
  const deployment: Deployment = {
    id: row.id,
    app: row.app,
    repository: row.repository,
    lane: row.lane,
    state: row.state,
    cause: parseObject<Cause>(row.cause) ?? { kind: 'request', by: 'unknown' },
    wishes: parseObject<Wishes>(row.wishes) ?? {},
    createdAt: row.created_at,
    availableAt: row.available_at,
    attempts: row.attempts,
    retries: row.retries,
    steps: [],
    ...known<Deployment>({
      branch: row.branch,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      reached: row.reached,
      base: row.base,
      commit: row.commit,
      color: row.color,
      project: row.project,
      reason: row.reason,
      supersededBy: row.superseded_by,
    }),
  }
  return addDetails(deployment, row)
}

/** What is long is parsed when it is first read: most of those in a list never are. */
function addDetails(deployment: Deployment, row: DeploymentRow): Deployment {
  for (const column of longColumns) {
    const json = row[column]
    if (json !== null) addLazily(deployment, column, () => readers[column](json))
  }
  return deployment
}

function addLazily(object: object, name: string, read: () => unknown): void {
  let value: { readonly it: unknown } | undefined
  const get = () => {
    value ??= { it: read() }
    return value.it
  }
  Object.defineProperty(object, name, { get, enumerable: true, configurable: true })
}

const longColumns = ['steps', 'error', ...detailColumns] as const

const readers: Readonly<Record<(typeof longColumns)[number], (json: string) => unknown>> = {
  steps: parseSteps,
  error: json => parseObject(json),
  plan: json => parseObject(json),
  inputs: json => parseObject(json),
  previous: json => parseObject(json),
  version: json => parseObject(json),
  outcome: json => parseList(json),
  about: json => parseObject(json),
}

/** The wishes in a column; none where they cannot be read. */
export const parseWishes = (json: string): Wishes => parseObject<Wishes>(json) ?? {}

/** The object in a column; undefined where there is none, or it cannot be read. */
export function parseObject<T extends object>(json: string | null): T | undefined {
  const value = parse(json)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as T) : undefined
}

/** The list in a column, as `parseObject`. */
export function parseList<T>(json: string | null): T[] | undefined {
  const value = parse(json)
  return Array.isArray(value) ? (value as T[]) : undefined
}

function parse(json: string | null): unknown {
  if (json === null) return undefined
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function parseSteps(json: string): Step[] {
  return (JSON.parse(json) as Nullable<Step>[]).map(step => known(step) as Step)
}

export type Nullable<T> = { readonly [Name in keyof T]?: T[Name] | null | undefined }

/** The fields that have a value. Lists call it for each row and each step: a loop takes a third of what entries take. */
export function known<T extends object>(fields: Nullable<T>): Partial<T> {
  const found: Partial<T> = {}
  for (const name of Object.keys(fields) as (keyof T)[]) {
    const value = fields[name]
    if (value !== null && value !== undefined) found[name] = value
  }
  return found
}
