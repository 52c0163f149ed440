/** What the house needs from outside: types only. Each adapter fills one of these; only `wire` knows which. */
import type { App } from '../core/app.ts'
import type { Command } from '../core/command.ts'
import type { Cause, Deployment, State, StepName, Wishes } from '../core/deployment/deployment.ts'
import type { Failure } from '../core/errors.ts'
import type { ContainerState } from '../core/health/container-state.ts'
import type { Leftover } from '../core/sync/leftover.ts'
import type { Obstacles } from '../core/sync/obstacles.ts'
import type { Target } from '../core/target.ts'

/** Time is always passed in. */
export interface Clock {
  /** UTC, epoch milliseconds. */
  now(): number
  /** Milliseconds from a clock that never jumps; only differences mean something. */
  monotonic(): number
  /** Resolves after `ms`, or rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** A constant sentence and fields; pino's argument order. Secrets are redacted by the adapter. */
export interface Log {
  debug(fields: object, sentence: string): void
  info(fields: object, sentence: string): void
  warn(fields: object, sentence: string): void
  error(fields: object, sentence: string): void
}

/** A line of a child process, without its line end. */
export type OnLine = (line: string, stream: 'stdout' | 'stderr') => void

export interface RunOptions {
  /** Aborting ends the whole process group: SIGTERM, then SIGKILL after a grace. */
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
  readonly onLine?: OnLine
  /** Standard output as one text is bounded by this; beyond it the head is kept. Default 10 MB. */
  readonly maxOutputBytes?: number
}

/** How a child process ended. It never throws for an exit code: the caller knows what one means. */
export interface RunResult {
  readonly exitCode: number | undefined
  readonly signal: string | undefined
  readonly stdout: string
  readonly stderr: string
  readonly timedOut: boolean
  /** The caller's signal ended it. */
  readonly aborted: boolean
  /** The program could not be started (`ENOENT`, `EACCES`, …). */
  readonly spawnError?: string
  readonly durationMs: number
}

export interface Processes {
  run(command: Command, options?: RunOptions): Promise<RunResult>
}

/** What was kept of a signed request. No body: the fields that were used, allow-listed headers, a hash. */
export interface Delivery {
  /** The URL it came in by, without the secret part: `github`, or `github/<owner>/<name>` in lower case. */
  readonly hook: string
  /** The sender's id, or `body-<sha256>`. Unique within its hook. */
  readonly id: string
  readonly receivedAt: number
  readonly event: string
  readonly repository?: string
  readonly ref?: string
  readonly before?: string
  readonly after?: string
  readonly deleted?: boolean
  readonly forced?: boolean
  readonly pusher?: string
  readonly client?: string
  readonly headers: Readonly<Record<string, string>>
  readonly bodySha256: string
  readonly bodyBytes: number
}

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
  Pick<Deployment, 'branch' | 'base' | 'commit' | 'color' | 'project' | 'plan' | 'inputs' | 'reached' | 'reason'>
>

export type FinalState = Exclude<State, 'queued' | 'running'>

export interface DeploymentFilter {
  readonly app?: string
  readonly states?: readonly State[]
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
export interface Store extends AsyncDisposable {
  /**
   * Keeps a delivery with its decision and queues what is wanted, all in one transaction that is on disk when this resolves;
   * several calls may share that transaction. A known (hook, id) that led to no deployment is decided again; one that did
   * queues again those wanted apps whose deployment failed or was cancelled, else it is a duplicate.
   * A queued deployment of the same app is superseded: its place and its wishes are handed on.
   * @throws RedhookError STORE_FAILED when it could not be written
   */
  record(delivery: Delivery, verdict: Verdict): Promise<Recorded>
  /** Queues one deployment by hand, superseding as `record` does. */
  request(wanted: Wanted, now: number): Promise<Deployment>
  /**
   * Takes the next deployment whose time has come and whose lane and app are free, in order of place, and counts the attempt:
   * one statement.
   */
  claim(now: number): Deployment | undefined
  /** When the earliest waiting deployment becomes available; undefined when none waits. */
  nextAvailableAt(): number | undefined
  patch(id: number, patch: DeploymentPatch): void
  /** Steps are bookkeeping: they survive the process at once, and a power cut with the next durable write. */
  beginStep(id: number, step: StepName, now: number): void
  endStep(id: number, step: StepName, result: 'done' | 'failed' | 'interrupted', durationMs: number): void
  finish(id: number, state: FinalState, now: number, end: { reason: string; error?: Failure }): void
  /** Back to the queue, in its old place: to try again later, or because Redhook stops. */
  requeue(id: number, end: { availableAt: number; reason: string; countRetry: boolean; countAttempt: boolean }): void
  /** After a crash: every `running` deployment is queued again, or failed with INTERRUPTED after `maxAttempts`. Returns them as they were. */
  recover(now: number, maxAttempts: number): Deployment[]
  /** Cancels queued deployments of apps that are not in the list, and moves the others to their app's lane. */
  followRegistry(apps: readonly { app: string; lane: string }[], now: number): Deployment[]

  get(id: number): Deployment | undefined
  list(filter: DeploymentFilter): Deployment[]
  /** The newest deployment of each app, by app. */
  latest(): Map<string, Deployment>
  /** The diff base: the last that succeeded there. */
  lastSucceeded(key: ProjectKey): Deployment | undefined
  /** The last that was not skipped, superseded or cancelled before it began, whatever came of it. */
  lastAttempt(key: ProjectKey, before: number): Deployment | undefined
  /** Attempts that reached `build` since the last success, without succeeding. */
  failedSinceSuccess(key: ProjectKey, before: number): Deployment[]
  /** The project (color included) this app was last deployed to successfully. */
  lastProject(app: string): Deployment | undefined
  /** Whether Redhook moved the checkout of this lane to this commit once. */
  wasSyncedTo(lane: string, commit: string): boolean
  /** Remembers that it did. */
  rememberSynced(lane: string, commit: string): void
  /** A random key, made once for this store: inputs are compared by keyed hash, so that their values are not kept. */
  inputKey(): Buffer
  counts(): { queued: number; running: number }
  /** Removes what `keep` no longer covers, whichever is less; never a diff base or anything unfinished. Returns log files to remove. */
  sweep(keep: { olderThan: number; perApp: number }): { app: string; id: number }[]
  /** Writes and throws if it can't. */
  probe(): void
}

/** Files beside the checkout's own: inputs git does not track, markers, stamps. Paths are absolute. */
export interface Disk {
  /** The content; undefined when there is no such regular file. A symlink is followed. */
  read(path: string): Promise<Buffer | undefined>
  /** What tells this very file from another that took its name, or from itself after a write. */
  identity(path: string): Promise<string | undefined>
  /** Removes the file if it is still the one with this identity. */
  removeIf(path: string, identity: string): Promise<boolean>
  /** The path without symlinks; the path itself when there is nothing yet. */
  realPath(path: string): Promise<string>
  /** Writes the file whole or not at all. A symlink in its place is replaced, not followed; a path that leaves `within` is refused. */
  replace(path: string, text: string, within: string): Promise<void>
}

/** Folders of Redhook's own versions, for a Redhook that deploys itself. */
export interface Releases {
  /** An empty folder for this commit; what was there of an earlier attempt is removed. */
  create(commit: string): string
  /** Makes the link `current` point to the folder, in one step, and removes the oldest versions. */
  switchTo(folder: string): void
  /** Whether the link is there: only then would a restart find the new version. */
  hasLink(): boolean
}

/** A line of a deployment's log. */
export interface LogLine {
  /** UTC, epoch milliseconds. */
  readonly at: number
  readonly step: StepName
  /** `note`: Redhook's own words. */
  readonly stream: 'note' | 'stdout' | 'stderr'
  readonly text: string
}

/** Logs of deployments, one file each, capped at 10 MB with head and tail kept; secrets redacted before anything is written. */
export interface DeploymentLogs {
  open(app: string, id: number): DeploymentLogWriter
  /** Lines from the start; with `follow`, goes on until the writer is closed or the signal aborts. */
  read(app: string, id: number, options?: { follow?: boolean; signal?: AbortSignal }): AsyncIterable<LogLine>
  remove(app: string, id: number): void
}

export interface DeploymentLogWriter {
  write(line: LogLine): void
  /** Adds secrets (of the app's `.env`) to those that are redacted in this log. */
  hide(secrets: Iterable<string>): void
  close(): Promise<void>
}

/** What git has to know of a checkout: where it is and how its remote is reached. An App is one. */
export type Checkout = Pick<App, 'path' | 'url' | 'deployKey' | 'knownHosts'>

/** For calls that may take long: aborting ends git with everything it started; its lines go to the log. */
export type GitRun = Pick<RunOptions, 'signal' | 'onLine'>

/** A checkout as its own files tell it, without starting git. */
export interface CheckoutState {
  /** `folder`: something is there, but it is no checkout. */
  readonly kind: 'missing' | 'folder' | 'checkout'
  /** The branch that is checked out; absent when HEAD is detached. */
  readonly branch?: string
  /** The full hash of HEAD; absent before the first commit. */
  readonly head?: string
}

/** A commit as people know it. */
export interface CommitInfo {
  readonly commit: string
  readonly subject: string
  readonly author: string
  /** UTC, epoch milliseconds. */
  readonly committedAt: number
}

/** How the checkout gets to a commit. `fast-forward` and `keep` stop before they touch local edits; `overwrite` does not. */
export interface MoveRequest {
  readonly how: 'fast-forward' | 'keep' | 'overwrite'
  readonly branch: string
  readonly head?: string
  readonly tip: string
}

/**
 * Git, spoken to in argument arrays: no prompts, no hooks or file system monitor of the checkout, the protocol of the configured
 * URL and no other. Where Redhook is root, git runs as the checkout's owner. Paths in the repository are relative to its root.
 * What goes wrong is a RedhookError without secrets: REMOTE_UNREACHABLE, REMOTE_DENIED, REMOTE_HOST_KEY, CHECKOUT_BUSY, …
 */
export interface Git {
  /** As in `2.47.1`. */
  version(): Promise<string>
  /** What is at the path; reads files alone, no git is started. */
  state(checkout: Checkout): Promise<CheckoutState>
  /** The branch checked out at the path; undefined when there is no checkout or HEAD is detached. */
  currentBranch(path: string): Promise<string | undefined>
  /** The branch that the remote's HEAD names; undefined when it names none. Asks the remote. */
  defaultBranch(checkout: Checkout, run?: GitRun): Promise<string | undefined>
  /** The URL in use, without credentials: the configured one, else the one of `origin`. */
  remoteUrl(checkout: Checkout): Promise<string | undefined>

  /** Clones into a sibling folder that appears by rename; a folder without `.git` is filled and its files kept. */
  clone(checkout: Checkout, branch: string, run: GitRun): Promise<'cloned' | 'gone'>
  /** Fetches the branch to its remote-tracking ref and returns its tip; undefined when the remote has no such branch. */
  fetchBranch(checkout: Checkout, branch: string, run: GitRun): Promise<string | undefined>
  /** As `fetchBranch`, but brings objects alone: no ref and no file of the checkout changes. */
  fetchObjects(checkout: Checkout, branch: string, run: GitRun): Promise<string | undefined>

  describe(checkout: Checkout, commit: string): Promise<CommitInfo>
  hasCommit(checkout: Checkout, commit: string): Promise<boolean>
  isAncestor(checkout: Checkout, ancestor: string, descendant: string): Promise<boolean>
  /** Whether the commit was once the tip of the branch at the remote, as this checkout saw it. */
  wasRemoteTip(checkout: Checkout, branch: string, commit: string): Promise<boolean>
  /** Up to 20 commits of HEAD that the remote never had, each as `hash subject`. */
  localCommits(checkout: Checkout, head: string, tip: string): Promise<string[]>
  /** Every path that differs, both sides of a rename, submodules and modes too; undefined when the base is gone. */
  changedPaths(checkout: Checkout, base: string, tip: string): Promise<string[] | undefined>
  /** The file's content at a commit; a symlink is followed inside the repository and never out of it. */
  readFileAt(checkout: Checkout, commit: string, path: string): Promise<Buffer | undefined>
  /** Which of the paths exist at a commit. */
  existAt(checkout: Checkout, commit: string, paths: readonly string[]): Promise<Set<string>>
  /** The hash of the file's blob at a commit; undefined when there is none. */
  blobAt(checkout: Checkout, commit: string, path: string): Promise<string | undefined>
  isTracked(checkout: Checkout, path: string): Promise<boolean>
  /** Keeps a commit from being collected: `refs/redhook/<project>/base` points to it. */
  pin(checkout: Checkout, project: string, commit: string): Promise<void>
  /** Writes the files of a commit into a folder outside the checkout, which stays as it is. */
  exportTo(checkout: Checkout, commit: string, folder: string, run: GitRun): Promise<void>
  /** Packs the repository when git thinks it is time. Nothing else here ever does. */
  tidy(checkout: Checkout, run: GitRun): Promise<void>

  /** Locks and half-done operations that somebody left in the checkout, with their age and who may still work on it. */
  leftovers(checkout: Checkout): Promise<Leftover[]>
  /** Removes a lock, or ends a half-done operation. */
  clearLeftover(checkout: Checkout, leftover: Leftover): Promise<void>
  /** Takes back what a killed move wrote, as far as it is certainly git's own work; returns those paths. */
  undoInterruptedMove(checkout: Checkout): Promise<string[]>
  /** Tracked files that differ from the index or HEAD. */
  editedPaths(checkout: Checkout): Promise<string[]>
  /** What stands between the checkout and the tip: local edits and files git does not track, ignored ones too. */
  obstacles(checkout: Checkout, head: string | undefined, tip: string): Promise<Obstacles>
  /** Copies these paths, as they are now, into the folder. Returns those that were there. */
  backUp(checkout: Checkout, paths: readonly string[], folder: string): Promise<string[]>
  /** Moves the checkout; undefined when done, else what git said. */
  move(checkout: Checkout, request: MoveRequest, run: GitRun): Promise<string | undefined>
  /** @throws RedhookError LFS_MISSING when the commit needs git-lfs and this machine has none */
  requireLfs(checkout: Checkout, commit: string): Promise<void>
  /** Brings submodules and LFS files to what the commit wants; cheap when they are there already. */
  settle(checkout: Checkout, request: { commit: string; overwrite: boolean }, run: GitRun): Promise<void>
}

/** What a call of Compose is given besides the target: when to stop, and where its lines go. */
export type ComposeRun = Pick<RunOptions, 'signal' | 'onLine'>

/** How a call of Compose ended. What it means is the pipeline's business. */
export interface ComposeResult {
  readonly ok: boolean
  readonly exitCode: number | undefined
  /** The last lines of both streams, in the order they came. */
  readonly tail: readonly string[]
  /** What Compose warned about: unset variables, orphans. */
  readonly warnings: readonly string[]
  readonly problem?: ComposeProblem
}

/** Why Compose failed, read from its words, since its exit codes differ between versions. `says`: those words. */
export type ComposeProblem = { readonly says: string } & (
  | { readonly kind: 'engine-unreachable' | 'compose-missing' | 'buildx-missing' | 'disk-full' | 'invalid' | 'other' }
  | { readonly kind: 'port-taken'; readonly port: number }
  | { readonly kind: 'image-missing'; readonly image: string }
  | { readonly kind: 'name-taken'; readonly name: string; readonly holder: string }
  /** A service that others wait for was unhealthy or did not complete; a service or container name. */
  | { readonly kind: 'dependency'; readonly name: string }
  /** `heals`: the registry was away or busy, rather than not having the image. */
  | { readonly kind: 'pull'; readonly heals: boolean }
)

/** What of the resolved Compose model matters to a deployment. */
export interface ComposeModel {
  readonly services: readonly ComposeService[]
  /** Variables that are referred to, have no default and are set nowhere. */
  readonly unset: readonly string[]
}

export interface ComposeService {
  readonly name: string
  /** The image it runs; for one that is built here without `image`, Compose's own name for it. */
  readonly image: string
  readonly isBuilt: boolean
  readonly pullPolicy?: string
}

/** A container of whatever Compose project, or of none. */
export interface ContainerRef {
  readonly id: string
  readonly name: string
  readonly project?: string
  readonly isRunning: boolean
}

/** The Docker engine through its command line, and Compose. Every method throws ENGINE_UNREACHABLE when nobody answers. */
export interface Docker {
  /** As in `20.10.24`. */
  engineVersion(signal?: AbortSignal): Promise<string>
  /** @throws RedhookError COMPOSE_MISSING */
  composeVersion(signal?: AbortSignal): Promise<string>
  /** Undefined when the plugin is not there. */
  buildxVersion(signal?: AbortSignal): Promise<string | undefined>

  /**
   * The resolved model. Kept as long as the files that the target names have the same content, unless they take in others
   * (`include`, `extends`).
   * @throws RedhookError COMPOSE_INVALID with Compose's words, ENV_MISSING for a missing env file or a required variable
   */
  resolve(target: Target, signal?: AbortSignal): Promise<ComposeModel>
  /** The command lines that would run, as data. */
  upCommand(target: Target, options: UpOptions): Command
  buildCommand(target: Target, options: BuildOptions): Command
  pull(
    target: Target,
    options: { services: readonly string[]; policy: 'missing' | 'always' },
    run: ComposeRun,
  ): Promise<ComposeResult>
  build(target: Target, options: BuildOptions, run: ComposeRun): Promise<ComposeResult>
  /** `up -d --no-build`. */
  up(target: Target, options: UpOptions, run: ComposeRun): Promise<ComposeResult>
  /** A one-off container of the service, with its newest image, removed afterwards; nothing else is started. */
  runIn(target: Target, service: string, argv: readonly string[], run: ComposeRun): Promise<ComposeResult>
  /** In the running container of the service. */
  execIn(target: Target, service: string, argv: readonly string[], run: ComposeRun): Promise<ComposeResult>

  /** All containers of a Compose project but those of `run`. */
  containers(project: string, signal?: AbortSignal): Promise<ContainerState[]>
  /** These containers as they are now; undefined when one of them is gone. One call of the engine. */
  inspect(ids: readonly string[], signal?: AbortSignal): Promise<ContainerState[] | undefined>
  /** Running containers that Compose started with one of these working directories. */
  containersIn(folders: readonly string[], signal?: AbortSignal): Promise<ContainerRef[]>
  /** The last lines a container logged, both streams. Never throws for a container that is gone. */
  lastLines(container: string, lines: number, signal?: AbortSignal): Promise<string[]>
  /** Which of these images are there. */
  presentImages(names: readonly string[], signal?: AbortSignal): Promise<Set<string>>
  /** Who holds a TCP or UDP port of this machine, as far as it can be told: `container blueshop-web-1`, `process nginx (812)`. */
  portHolder(port: number, signal?: AbortSignal): Promise<PortHolder | undefined>
  findContainer(id: string, signal?: AbortSignal): Promise<ContainerRef | undefined>
  /** Removes a container that does not run. */
  removeContainer(id: string, signal?: AbortSignal): Promise<void>
  /** The container this process lives in; undefined outside of one. Asked once. */
  ownContainer(): Promise<ContainerRef | undefined>
}

export interface UpOptions {
  readonly removeOrphans: boolean
}

export interface BuildOptions {
  readonly noCache: boolean
  /** Base images are fetched anew. */
  readonly pull: boolean
}

export type PortHolder = { readonly container: ContainerRef } | { readonly process: string; readonly pid: number }

/** Asks a URL once, without following redirects. */
export interface Prober {
  /** The HTTP status, or why there was none. Never throws unless the signal aborts. */
  probe(
    url: string,
    options: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<{ status: number } | { error: string }>
}
