import type { App } from '../core/app.ts'
import type { Deployment, Inputs } from '../core/deployment/deployment.ts'
import type { Failure } from '../core/errors.ts'
import type { ComposeModel } from '../core/plan/compose-model.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { Target } from '../core/target.ts'
import type { Clock } from './ports/clock.ts'
import type { DeploymentLogs } from './ports/deployment-logs.ts'
import type { Disk } from './ports/disk.ts'
import type { Docker } from './ports/docker.ts'
import type { Git } from './ports/git.ts'
import type { Prober } from './ports/prober.ts'
import type { Processes } from './ports/processes.ts'
import type { Releases } from './ports/releases.ts'
import type { FinalState, Store } from './ports/store.ts'
import type { PreviewRuns } from './previews/preview-runs.ts'
import type { Slots } from './slots.ts'
import type { RunStep } from './step-context.ts'

/** What a deployment needs of the world, from its first step to its last. */
export interface RunPorts {
  readonly store: Store
  readonly git: Git
  readonly docker: Docker
  readonly prober: Prober
  readonly disk: Disk
  readonly processes: Processes
  readonly clock: Clock
  readonly logs: DeploymentLogs
  /** Places among those that build or start at once. */
  readonly slots: Slots
  /** The minimal environment of child processes. */
  readonly environment: Readonly<Record<string, string>>
  readonly dataDir: string
  /** Everything that must never be shown. */
  secrets(): Iterable<string>
  readonly releases: Releases
  readonly own: OwnProcess
  /** What the engine's build cache is cut down to after a build; undefined: never. */
  buildCacheBytes(): number | undefined
  /** The branch of an app's detour is gone from the remote: the app goes back to its usual one. */
  endDetour(app: App): Promise<void>
  readonly previews: PreviewRuns
  /** Every app of the registry in force: who owns a Compose project, who shares a checkout. */
  apps(): readonly App[]
}

/** The process that Redhook is: what its next version needs to take over. */
export interface OwnProcess {
  /** The registry file in force. */
  readonly configFile: string
  readonly cwd: string
  /** The whole environment, secrets included: for the next version of Redhook and for nothing else. */
  readonly environment: Readonly<Record<string, string>>
  /** Whether something starts Redhook again when it leaves. */
  readonly isSupervised: boolean
  /** Asks this process to drain and leave. */
  restart(): void
}

/** What one deployment carries from step to step. */
export interface Run {
  readonly deployment: Deployment
  readonly app: App
  readonly ports: RunPorts
  readonly step: RunStep
  readonly signals: RunSignals
  /** From here on these words are redacted from the deployment's log and from what it says of a failure. */
  hide(secrets: Iterable<string>): void
}

/** The plan with what it was made of: what the later steps walk. */
export interface Planned {
  readonly plan: Plan
  readonly inputs: Inputs
  /** The Compose project; the app's name for a `command` app. */
  readonly project: string
  /** Absent for a `command` app. */
  readonly target?: Target
  /** The model at the tip; absent for a `command` app. */
  readonly model?: ComposeModel
  /** The last good deployment to this project: what runs since it is where the way back leads. */
  readonly last?: Deployment
  /** No good deployment to this project yet. */
  readonly isFirst: boolean
  /** What was broken before an earlier attempt touched it; without one, whatever is broken now was so before us. */
  readonly brokenBefore?: readonly string[]
}

/**
 * How a deployment ended when nothing went wrong, or when what went wrong was made good. `running`: Redhook restarts into itself,
 * and the next start settles it.
 */
export type Outcome =
  | { readonly state: Extract<FinalState, 'succeeded' | 'skipped'> | 'running'; readonly reason: string }
  | { readonly state: 'rolled_back'; readonly reason: string; readonly error: Failure }

export interface RunSignals {
  /** Aborts when the running step may be finished, but no further one begun. */
  readonly stopping: AbortSignal
  /** Aborts when the running step must end at once. */
  readonly abort: AbortSignal
  /** Aborts when a person cancels this very deployment: it ends at once, and what it changed is put back. */
  readonly cancelled: AbortSignal
}
