import type { Color } from '../core/app.ts'
import type { Deployment, Wishes } from '../core/deployment/deployment.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { LogLine } from './ports/deployment-logs.ts'
import type { DeploymentFilter } from './ports/store.ts'

/** What the doors (HTTP, and through it the command line) can see and ask for. */
export interface House {
  readonly version: string
  /** The apps of the registry in force, in its order. */
  apps(): AppView[]
  getDeployment(id: number): Deployment | undefined
  /** Newest first. */
  listDeployments(filter: DeploymentFilter): Deployment[]
  /**
   * Queues a deployment by hand; durable when it resolves.
   * @throws RedhookError APP_UNKNOWN
   */
  requestDeployment(app: string, wishes: Wishes, by: string): Promise<Deployment>
  /**
   * What a deployment would do now. May fetch objects; touches nothing else.
   * @throws RedhookError APP_UNKNOWN, and whatever keeps a deployment from being planned
   */
  plan(app: string): Promise<PlanPreview>
  /** The log from its start; with `follow` until the deployment is finished or the signal aborts. Undefined: no such deployment. */
  readLog(id: number, options: { follow: boolean; signal: AbortSignal }): AsyncIterable<LogLine> | undefined
  /** What has to work before pushes can become live: each need by name. */
  readiness(): Promise<readonly ReadinessCheck[]>
}

/** An app with what is known of it. */
export interface AppView {
  readonly app: string
  readonly repository: string
  readonly branch?: string
  readonly path: string
  readonly color?: Color
  /** The Compose project, color included. */
  readonly project?: string
  /** The newest deployment, whatever came of it. */
  readonly last?: Deployment
  /** What was deployed successfully last; UTC, epoch milliseconds. */
  readonly live?: { readonly commit: string; readonly at: number }
}

/** A plan that nobody walks yet. */
export interface PlanPreview {
  readonly app: string
  readonly plan: Plan
  readonly project?: string
  readonly color?: Color
  /** The commands that would run, as a person could paste them. */
  readonly commands: readonly string[]
}

/** One need and whether it is met. */
export interface ReadinessCheck {
  /** `store`, `git`, `compose`, `engine`. */
  readonly name: string
  readonly ok: boolean
  /** A version where it is met, else what was found. */
  readonly detail: string
}
