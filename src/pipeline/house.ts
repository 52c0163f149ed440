import type { Color } from '../core/app.ts'
import type { Deployment, Version, Wishes } from '../core/deployment/deployment.ts'
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
   * Queues the way back to a kept version: the one that deployment `to` made live, else the one before the live one.
   * @throws RedhookError APP_UNKNOWN, VERSION_UNKNOWN
   */
  requestRollback(app: string, to: number | undefined, by: string): Promise<Deployment>
  /**
   * The versions that can be gone back to, newest first.
   * @throws RedhookError APP_UNKNOWN
   */
  versions(app: string): KeptVersion[]
  /**
   * What a deployment would do now, of the branch's tip or of any branch, tag or commit. May fetch objects; touches nothing else.
   * @throws RedhookError APP_UNKNOWN, REF_UNKNOWN, and whatever keeps a deployment from being planned
   */
  plan(app: string, request?: PlanRequest): Promise<PlanPreview>
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

/** A good version whose images are kept. */
export interface KeptVersion {
  /** Of the deployment that made it live. */
  readonly deployment: number
  /** When it became live; UTC, epoch milliseconds. */
  readonly at: number
  /** It runs now, as far as Redhook knows. */
  readonly isLive: boolean
  readonly version: Version
}

export interface PlanRequest {
  /** A branch, tag or commit instead of the tip of the app's branch. */
  readonly ref?: string
}

/** A plan that nobody walks yet. */
export interface PlanPreview {
  readonly app: string
  /** The branch, tag or commit that was asked for. */
  readonly ref?: string
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
