import type { Color } from '../core/app.ts'
import type { Stranger } from '../core/delivery/judged.ts'
import type { Deployment, Version, Wishes } from '../core/deployment/deployment.ts'
import type { AppNumbers } from '../core/numbers/app-numbers.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { ProviderName } from '../core/provider.ts'
import type { ChecksDoor } from './checks/checks-door.ts'
import type { AuditEntry, AuditFilter } from './ports/access-store.ts'
import type { LogEnd, LogLine } from './ports/deployment-logs.ts'
import type { Detour, Lock } from './ports/hold-store.ts'
import type { DeliveryFilter, StoredDelivery } from './ports/listing-store.ts'
import type { OutboxFilter, OutboxItem } from './ports/outbox-store.ts'
import type { PublishedState } from './ports/published-addresses.ts'
import type { DeploymentFilter, Recorded } from './ports/store.ts'
import type { PreviewsDoor } from './previews/previews-door.ts'

export type { AppNumbers }

/** What the doors (HTTP, and through it the command line) can see and ask for. */
export interface House extends ChecksDoor, PreviewsDoor {
  readonly version: string
  /** The apps of the registry in force, in its order. */
  apps(): AppView[]
  getDeployment(id: number): Deployment | undefined
  /** Newest first. */
  listDeployments(filter: DeploymentFilter): Deployment[]
  /**
   * Queues a deployment by hand; durable when it resolves. With `ref`, that branch, tag or commit is deployed once.
   * @throws RedhookError APP_UNKNOWN, APP_LOCKED, USAGE
   */
  requestDeployment(app: string, wishes: Wishes, by: string, ref?: string): Promise<Deployment>
  /**
   * Follows another branch until then, or until it ends: deploys its tip now, and at every push to it.
   * @throws RedhookError APP_UNKNOWN, APP_LOCKED, USAGE
   */
  startDetour(app: string, detour: { branch: string; until?: number }, by: string): Promise<Deployment>
  /**
   * Back to the usual branch, whose tip is deployed.
   * @throws RedhookError APP_UNKNOWN, APP_LOCKED, ALREADY_ENDED where there is no detour
   */
  endDetour(app: string, by: string): Promise<Deployment>
  /**
   * Ends what waits or runs. From `up` on a running one ends in the way back. Resolves when that is asked for, not when it is done.
   * @throws RedhookError DEPLOYMENT_UNKNOWN, ALREADY_ENDED
   */
  cancel(id: number, by: string): Promise<Deployment>
  /**
   * Queues the same again: what was asked for, of the tip as it is now.
   * @throws RedhookError DEPLOYMENT_UNKNOWN, APP_UNKNOWN, APP_LOCKED, NOT_ENDED
   */
  retry(id: number, by: string): Promise<Deployment>
  /** Holds an app: pushes are recorded and wait. Replaces a lock. @throws RedhookError APP_UNKNOWN, USAGE */
  lock(app: string, lock: { reason: string; until?: number }, by: string): Lock
  /** Lets it go on; what waits is deployed. @throws RedhookError APP_UNKNOWN, ALREADY_ENDED where it is not locked */
  unlock(app: string, by: string): Lock
  /**
   * Decides again on a delivery that is kept, as if it had been sent again.
   * @throws RedhookError DELIVERY_UNKNOWN
   */
  redeliver(seq: number, by: string): Promise<Recorded>
  /**
   * The repository of this delivery, refused since another one had its name, is the right one from now on. Decides again on the delivery.
   * @throws RedhookError DELIVERY_UNKNOWN, USAGE where there is nothing to accept
   */
  acceptRepository(seq: number, by: string): Promise<Recorded>
  /** The repository of this delivery, where it is refused until somebody accepts it. */
  strangerOf(seq: number): Stranger | undefined
  getDelivery(seq: number): StoredDelivery | undefined
  /** Newest first. */
  listDeliveries(filter: DeliveryFilter): StoredDelivery[]
  /** Newest first. */
  listAudit(filter: AuditFilter): (AuditEntry & { readonly id: number })[]
  /** Newest first. */
  listOutbox(filter: OutboxFilter): OutboxItem[]
  /**
   * The containers of an app as they are now; for a `command` app none.
   * @throws RedhookError APP_UNKNOWN, ENGINE_UNREACHABLE
   */
  containers(app: string): Promise<AppContainer[]>
  /** Redhook itself: queue, disk, engine, remotes, registry. Asked for anew at most every few seconds. */
  health(): Promise<HouseHealth>
  /** How an app did over the last days. @throws RedhookError APP_UNKNOWN */
  numbers(app: string, days: number): AppNumbers
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
  /** The last lines of the log, so many at most. Undefined: no such deployment. */
  readLogEnd(id: number, most: number): Promise<LogEnd> | undefined
  /** What has to work before pushes can become live: each need by name. */
  readiness(): Promise<readonly ReadinessCheck[]>
}

/** An app with what is known of it. */
export interface AppView {
  readonly app: string
  readonly repository: string
  /** Where the repository lies, if not at GitHub. */
  readonly provider?: ProviderName
  readonly branch?: string
  readonly path: string
  readonly color?: Color
  /** The Compose project, color included. */
  readonly project?: string
  /** The newest deployment, whatever came of it. */
  readonly last?: Deployment
  /** What was deployed successfully last; UTC, epoch milliseconds. */
  readonly live?: {
    readonly commit: string
    readonly at: number
    readonly deployment: number
    readonly subject?: string
    readonly author?: string
  }
  readonly lock?: Lock
  readonly detour?: Detour
  /** It is no app of the registry, but the preview of a pull request. */
  readonly preview?: { readonly of: string; readonly number: number }
}

/** A container as it is now. */
export interface AppContainer {
  readonly service: string
  readonly name: string
  /** Short. */
  readonly id: string
  /** `running`, `exited`, `restarting`, … as the engine says. */
  readonly state: string
  /** `healthy`, `unhealthy`, `starting`; absent without a healthcheck. */
  readonly health?: string
  readonly exitCode?: number
  readonly restarts: number
  /** UTC, epoch milliseconds. */
  readonly startedAt?: number
  /** As the service names it. */
  readonly image?: string
  /** Published ports, `8080->80/tcp`. */
  readonly ports: readonly string[]
  /** The Compose project it belongs to; the other color's containers are listed, too. */
  readonly project: string
}

/** Redhook itself. Times are UTC, epoch milliseconds. */
export interface HouseHealth {
  readonly at: number
  readonly startedAt: number
  readonly checks: readonly ReadinessCheck[]
  readonly queue: { readonly queued: number; readonly running: number; readonly oldestQueuedAt?: number }
  readonly disk: readonly {
    readonly what: string
    readonly path: string
    readonly freeBytes: number
    readonly totalBytes: number
  }[]
  readonly database: {
    readonly bytes: number
    readonly freeBytes: number
    readonly deliveries: number
    readonly deployments: number
  }
  /** By app: whether the remote could be reached when it was spoken to last, for a sync or to look for new commits. */
  readonly remotes: readonly {
    readonly app: string
    readonly ok: boolean
    readonly at: number
    readonly detail: string
  }[]
  /** Remotes that are asked for new commits, and how many apps are polled. */
  readonly watching: { readonly remotes: number; readonly polled: number }
  /** GitHub's addresses, where `allowFrom` names them. */
  readonly addresses?: PublishedState
  readonly registry: {
    readonly file: string
    readonly loadedAt: number
    readonly apps: number
    readonly warnings: readonly string[]
    /** Why the file as it is now was not taken over: the last good one is in force. */
    readonly problems: readonly string[]
  }
  readonly outbox: { readonly waiting: number; readonly failed: number; readonly oldestWaitingAt?: number }
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
  /** It is of a pull request: nobody has looked through it yet. */
  readonly isUnreviewed?: boolean
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
