import type { Cause, ServiceOutcome, Version } from '../core/deployment/deployment.ts'
import type { ErrorCode, Evidence } from '../core/errors.ts'
import type { Plan } from '../core/plan/plan.ts'

/** A deployment as the API tells it. Times are ISO 8601 in UTC. */
export interface ApiDeployment {
  readonly id: number
  readonly app: string
  readonly repository: string
  readonly branch?: string | null
  readonly commit?: string | null
  readonly color?: string | null
  readonly project?: string | null
  readonly status: string
  readonly reason?: string | null
  readonly plan?: Plan | null
  readonly steps: readonly ApiStep[]
  readonly error?: ApiFailure | null
  readonly createdAt: string
  readonly startedAt?: string | null
  readonly finishedAt?: string | null
  readonly supersededBy?: number | null
  readonly attempts?: number
  readonly base?: string | null
  readonly about?: { readonly subject: string; readonly author: string; readonly total?: number } | null
  readonly cause?: Cause | null
  readonly previous?: Version | null
  readonly version?: Version | null
  readonly outcome?: readonly ServiceOutcome[] | null
}

/** A version that can be gone back to. */
export interface ApiVersion extends Version {
  readonly deployment: number
  /** When it became live. */
  readonly at: string
  readonly isLive: boolean
}

export interface ApiStep {
  readonly name: string
  readonly startedAt: string
  readonly durationMs?: number | null
  readonly result: string
}

export interface ApiFailure {
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string
  readonly evidence?: readonly Evidence[]
}

export interface ApiApp {
  readonly app: string
  readonly repository: string
  readonly branch?: string | null
  readonly path: string
  readonly color?: string | null
  readonly project?: string | null
  readonly last?: ApiDeployment | null
  /** What runs there now, as far as Redhook put it there. */
  readonly live?: {
    readonly commit: string
    readonly at: string
    readonly subject?: string
    readonly author?: string
  } | null
  readonly lock?: ApiLock | null
  readonly detour?: ApiDetour | null
}

/** What somebody set for a while: by whom, and until when (ISO 8601), if that was said. */
export interface ApiHold {
  readonly by: string
  readonly at: string
  readonly until?: string | null
}

export interface ApiLock extends ApiHold {
  readonly reason: string
}

/** Another branch than the usual one. */
export interface ApiDetour extends ApiHold {
  readonly branch: string
}

export interface ApiContainer {
  readonly service: string
  readonly name: string
  readonly state: string
  readonly health?: string
  readonly exitCode?: number
  readonly restarts: number
  readonly startedAt?: string
  readonly image?: string
  readonly ports: readonly string[]
  readonly project: string
}

export interface ApiPlan {
  readonly app: string
  readonly ref?: string | null
  readonly plan: Plan
  readonly project?: string | null
  readonly color?: string | null
  /** Command lines that a deployment would run, as a person could paste them. */
  readonly commands: readonly string[]
}

export interface ApiLogLine {
  /** UTC, epoch milliseconds. */
  readonly at: number
  readonly step: string
  readonly stream: 'note' | 'stdout' | 'stderr'
  readonly text: string
}

/** Nothing moves a deployment on by itself any more. */
export const hasEnded = ({ status }: Pick<ApiDeployment, 'status'>): boolean =>
  status !== 'queued' && status !== 'running'

/** Ended, and not well. */
export const hasFailed = (deployment: Pick<ApiDeployment, 'status'>): boolean =>
  hasEnded(deployment) && !['succeeded', 'skipped'].includes(deployment.status)
