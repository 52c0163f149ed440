import type { Cause, Deployment, State, StepName, Wishes } from '../../core/deployment/deployment.ts'
import type { Failure } from '../../core/errors.ts'
import type { AccessStore } from './access-store.ts'
import type { AnswerStore } from './answer-store.ts'
import type { CheckStore } from './check-store.ts'
import type { Delivery } from './delivery.ts'
import type { EventStore } from './event-store.ts'
import type { HoldStore } from './hold-store.ts'
import type { ListingStore } from './listing-store.ts'
import type { OutboxStore } from './outbox-store.ts'
import type { PreviewStore } from './preview-store.ts'
import type { RemoteIdStore } from './remote-id-store.ts'
import type { RepositoryStore } from './repository-store.ts'
import type { TipStore } from './tip-store.ts'

/** A deployment that somebody wants queued. */
export interface Wanted {
  readonly app: string
  readonly repository: string
  readonly branch?: string
  readonly lane: string
  readonly cause: Cause
  readonly wishes: Wishes
}

/** The decision on a delivery, made before it is stored. */
export type Verdict =
  | { readonly status: 'queued'; readonly reason: string; readonly wanted: readonly Wanted[] }
  | { readonly status: 'ignored' | 'pong'; readonly reason: string }

/** What the store made of it. */
export interface Recorded {
  readonly status: 'queued' | 'ignored' | 'pong' | 'duplicate'
  readonly reason: string
  /** Queued by this very request; for a duplicate, those it led to before. */
  readonly deployments: readonly { readonly id: number; readonly app: string }[]
}

/** What may be changed of a deployment while it runs. */
export type DeploymentPatch = Partial<
  Pick<
    Deployment,
    | 'branch'
    | 'base'
    | 'commit'
    | 'color'
    | 'project'
    | 'plan'
    | 'inputs'
    | 'reached'
    | 'reason'
    | 'error'
    | 'previous'
    | 'version'
    | 'outcome'
    | 'about'
  >
>

export type FinalState = Exclude<State, 'queued' | 'running'>

export interface DeploymentFilter {
  readonly app?: string
  readonly states?: readonly State[]
  /** The start of a commit's hash, a branch, or a part of the subject or author. Looks at the newest 10,000 at most. */
  readonly search?: string
  /** At most this many, newest first. */
  readonly limit: number
  /** Only deployments with a smaller id: where the last page ended. */
  readonly before?: number
}

/** What has been deployed for an app to one Compose project; the key of every question about history. */
export interface ProjectKey {
  readonly app: string
  /** The Compose project, color included; the app's name for a `command` app. */
  readonly project: string
}

/** One SQLite file. Every method that changes something is durable when it returns, unless it says otherwise. */
export interface Store
  extends AsyncDisposable,
    AccessStore,
    AnswerStore,
    CheckStore,
    EventStore,
    HoldStore,
    ListingStore,
    OutboxStore,
    PreviewStore,
    RemoteIdStore,
    RepositoryStore,
    TipStore {
  /**
   * Keeps a delivery with its decision and queues what is wanted, all in one transaction that is on disk when this resolves;
   * several calls may share that transaction. A known (hook, id) that led to no deployment is decided again; one that did
   * queues again those wanted apps whose deployment failed or was cancelled, else it is a duplicate.
   * A queued deployment of the same app is superseded: its place and its wishes are handed on, and, where it had begun, `previous`
   * with its `project` and `color`. A rollback that waits stays.
   * @throws RedhookError STORE_FAILED when it could not be written
   */
  record(delivery: Delivery, verdict: Verdict): Promise<Recorded>
  /**
   * Queues one deployment by hand, superseding as `record` does. A rollback goes before everything, and supersedes and is superseded by
   * none but another rollback of the app.
   */
  request(wanted: Wanted, now: number): Promise<Deployment>
  /**
   * Takes the next deployment whose time has come and whose lane and app are free, and counts the attempt: one statement. A way back
   * that was interrupted goes first, then rollbacks, then the order of place; what waits behind one of its own app waits on.
   */
  claim(now: number): Deployment | undefined
  /** When the earliest waiting deployment becomes available; undefined when none waits. */
  nextAvailableAt(): number | undefined
  patch(id: number, patch: DeploymentPatch): void
  /** Steps are bookkeeping: they survive the process at once, and a power cut with the next durable write. */
  beginStep(id: number, step: StepName, now: number): void
  endStep(id: number, step: StepName, result: 'done' | 'failed' | 'interrupted', durationMs: number): void
  finish(id: number, state: FinalState, now: number, end: { reason: string; error?: Failure }): void
  /**
   * Back to the queue, in its old place, with `reached` and `error`: to try again later, or because Redhook stops. Superseded by a newer
   * one of its kind that waits; a way back (`reached: 'rollback'`) never.
   */
  requeue(id: number, end: { availableAt: number; reason: string; countRetry: boolean; countAttempt: boolean }): void
  /**
   * After a crash: every `running` deployment is queued again. After `maxAttempts` it failed with INTERRUPTED, but for one that had touched
   * containers and has images in `previous`: it is queued for the way back alone (`reached: 'rollback'`, `error` says why), which is failed with
   * ROLLBACK_FAILED after twice as many attempts. Returns them as they were.
   */
  recover(now: number, maxAttempts: number): Deployment[]
  /** Cancels queued deployments of apps that are not in the list, and moves the others to their app's lane. */
  followRegistry(apps: readonly { app: string; lane: string }[], now: number): Deployment[]

  get(id: number): Deployment | undefined
  list(filter: DeploymentFilter): Deployment[]
  /** The newest deployment of each app, by app. */
  latest(): Map<string, Deployment>
  /** The diff base: the last that succeeded there, or was rolled back well; `liveCommit` tells what runs since. */
  lastGood(key: ProjectKey): Deployment | undefined
  /** Those that succeeded there, newest first: as many as hold so many different versions, 200 at most. */
  goodVersions(key: ProjectKey, versions: number): readonly Deployment[]
  /** The last that began before that one and was not skipped, whatever came of it. */
  lastAttempt(key: ProjectKey, before: number): Deployment | undefined
  /** Attempts that reached `build` since the last good one, without success or a rollback that ended well. Newest first. */
  failedSinceGood(key: ProjectKey, before: number): Deployment[]
  /** The last good deployment of this app, to whichever project. */
  lastProject(app: string): Deployment | undefined
  /** Whether Redhook moved the checkout of this lane to this commit once. */
  wasSyncedTo(lane: string, commit: string): boolean
  /** Remembers that it did. */
  rememberSynced(lane: string, commit: string): void
  /** A random key, made once for this store: inputs are compared by keyed hash, so that their values are not kept. */
  inputKey(): Buffer
  counts(): { queued: number; running: number }
  /** Removes what `keep` no longer covers, whichever is less; never a diff base, a kept version or anything unfinished. Returns log files to remove. */
  sweep(keep: {
    olderThan: number
    perApp: number
    versions: ReadonlyMap<string, number>
  }): { app: string; id: number }[]
  /** Writes and throws if it can't. */
  probe(): void
}
