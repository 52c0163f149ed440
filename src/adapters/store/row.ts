import type {
  Cause,
  Deployment,
  ServiceOutcome,
  State,
  Step,
  StepName,
  Wishes,
} from '../../core/deployment/deployment.ts'

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
  readonly steps: string
}

/** What every statement that yields deployments selects or returns; the table must go by its own name. */
export const deploymentColumns = `id, app, repository, branch, lane, state, cause, wishes, place, created_at, available_at,
  started_at, finished_at, attempts, retries, reached, base, "commit", color, project, plan, reason, error, superseded_by, inputs,
  previous, version, outcome,
  (SELECT json_group_array(json_object('name', s.name, 'startedAt', s.started_at, 'durationMs', s.duration_ms,
    'result', s.result) ORDER BY s.number) FROM steps s WHERE s.deployment = deployments.id) AS steps`

/** A row as the pipeline knows it. A column whose JSON cannot be read counts as absent, so that one bad row spoils no list. */
export function toDeployment(row: DeploymentRow): Deployment {
  return {
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
    steps: parseSteps(row.steps),
    ...known<Deployment>({
      branch: row.branch,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      reached: row.reached,
      base: row.base,
      commit: row.commit,
      color: row.color,
      project: row.project,
      plan: parseObject(row.plan),
      reason: row.reason,
      error: parseObject(row.error),
      supersededBy: row.superseded_by,
      inputs: parseObject(row.inputs),
      previous: parseObject(row.previous),
      version: parseObject(row.version),
      outcome: parseList<ServiceOutcome>(row.outcome),
    }),
  }
}

/** The wishes in a column; none where they cannot be read. */
export const parseWishes = (json: string): Wishes => parseObject<Wishes>(json) ?? {}

function parseObject<T extends object>(json: string | null): T | undefined {
  const value = parse(json)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as T) : undefined
}

function parseList<T>(json: string | null): T[] | undefined {
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

const parseSteps = (json: string): Step[] => (JSON.parse(json) as Nullable<Step>[]).map(step => known(step) as Step)

type Nullable<T> = { readonly [Name in keyof T]?: T[Name] | null | undefined }

const known = <T extends object>(fields: Nullable<T>): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as Partial<T>
