import type { Command } from '../../core/command.ts'
import type { ContainerState } from '../../core/health/container-state.ts'
import type { ComposeModel } from '../../core/plan/compose-model.ts'
import type { Target } from '../../core/target.ts'
import type { RunOptions } from './processes.ts'

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

/** A container of whatever Compose project, or of none. */
export interface ContainerRef {
  readonly id: string
  readonly name: string
  readonly project?: string
  readonly isRunning: boolean
}

/** The Docker engine, and Compose. Every method throws ENGINE_UNREACHABLE when nobody answers. */
export interface Docker {
  /** As in `20.10.24`. */
  engineVersion(signal?: AbortSignal): Promise<string>
  /** @throws RedhookError COMPOSE_MISSING */
  composeVersion(signal?: AbortSignal): Promise<string>
  /** Undefined when the plugin is not there. */
  buildxVersion(signal?: AbortSignal): Promise<string | undefined>

  /**
   * The resolved model, profiles included. Kept as long as every file it was made of has the same content. With `as`, the files
   * lie in a copy of the checkout, and the model tells of the place they stand for.
   * @throws RedhookError COMPOSE_INVALID with Compose's words, ENV_MISSING for a missing env file or a required variable, PREVIEW_REFUSED
   * for an unreviewed copy that would take in what it may not
   */
  resolve(target: Target, signal?: AbortSignal, as?: CopiedCheckout): Promise<ComposeModel>
  /** The command lines that would run, as data. */
  upCommand(target: Target, options: UpOptions): Command
  buildCommand(target: Target, options: BuildOptions): Command
  restartCommand(target: Target, services: readonly string[]): Command
  pull(
    target: Target,
    options: { services: readonly string[]; policy: 'missing' | 'always' },
    run: ComposeRun,
  ): Promise<ComposeResult>
  /** Builds the services named and no other; side by side where there are several. */
  build(target: Target, options: BuildOptions, run: ComposeRun): Promise<ComposeResult>
  /** `up -d --no-build`. */
  up(target: Target, options: UpOptions, run: ComposeRun): Promise<ComposeResult>
  /** Starts the containers of these services again, and those that Compose restarts with them (`depends_on.restart`). */
  restart(target: Target, services: readonly string[], run: ComposeRun): Promise<ComposeResult>
  /** A one-off container of the service, with its newest image, removed afterwards; nothing else is started. */
  runIn(target: Target, service: string, argv: readonly string[], run: ComposeRun): Promise<ComposeResult>
  /** In the running container of the service. */
  execIn(target: Target, service: string, argv: readonly string[], run: ComposeRun): Promise<ComposeResult>

  /** All containers of a Compose project but those of `run`. */
  containers(project: string, signal?: AbortSignal): Promise<ContainerState[]>
  /** All containers of these Compose projects but those of `run`, as people look at them; by project, then by name. */
  containersOf(projects: readonly string[], signal?: AbortSignal): Promise<ProjectContainer[]>
  /** These containers as they are now; undefined when one of them is gone. One call of the engine. */
  inspect(ids: readonly string[], signal?: AbortSignal): Promise<ContainerState[] | undefined>
  /** Running containers that Compose started with one of these working directories. */
  containersIn(folders: readonly string[], signal?: AbortSignal): Promise<ContainerRef[]>
  /** The last lines a container logged, both streams. Never throws for a container that is gone. */
  lastLines(container: string, lines: number, signal?: AbortSignal): Promise<string[]>
  /** Which of these images are there. */
  presentImages(names: readonly string[], signal?: AbortSignal): Promise<Set<string>>
  /** The id (`sha256:…`) of each of these names or ids that is there. */
  imageIds(names: readonly string[], signal?: AbortSignal): Promise<Map<string, string>>
  /** Gives an image, by id or name, a further name; a name that another image had is moved. */
  tag(image: string, name: string, signal?: AbortSignal): Promise<void>
  /** The tags of all images whose repository begins so: full names. */
  listTags(repositoryPrefix: string, signal?: AbortSignal): Promise<string[]>
  /** Takes names away; an image goes with its last name unless a container uses it. Names that are not there are passed over. */
  untag(names: readonly string[], signal?: AbortSignal): Promise<void>
  /** Removes images without a name that Compose built for this project and no container uses. Returns how many. */
  removeDangling(project: string, signal?: AbortSignal): Promise<number>
  /** Where the engine keeps its images; undefined when the engine is not on this machine's disk. */
  rootFolder(signal?: AbortSignal): Promise<string | undefined>
  /** Cuts the engine's whole build cache down to so many bytes, oldest first. Returns what the builder said. */
  limitBuildCache(bytes: number, signal?: AbortSignal): Promise<string>
  /** Who holds a TCP or UDP port of this machine, as far as it can be told: `container blueshop-web-1`, `process nginx (812)`. */
  portHolder(port: number, signal?: AbortSignal): Promise<PortHolder | undefined>
  findContainer(id: string, signal?: AbortSignal): Promise<ContainerRef | undefined>
  /** Removes a container that does not run. */
  removeContainer(id: string, signal?: AbortSignal): Promise<void>
  /** The container this process lives in; undefined outside of one. Asked once. */
  ownContainer(): Promise<ContainerRef | undefined>
}

/** A container with where it belongs and what it publishes. */
export interface ProjectContainer extends ContainerState {
  readonly project: string
  /** Published ports, `127.0.0.1:8080->80/tcp`; the address is left out where it is any. */
  readonly ports: readonly string[]
}

export interface UpOptions {
  readonly removeOrphans: boolean
  /** Only these services, their containers replaced even where Compose sees no difference; nothing they depend on. */
  readonly recreate?: readonly string[]
  /** A further Compose file that goes on top of the target's own. */
  readonly override?: string
  /** Never ask a registry. */
  readonly pullNever?: boolean
}

export interface BuildOptions {
  /** At least one. */
  readonly services: readonly string[]
  readonly noCache: boolean
  /** Base images are fetched anew. */
  readonly pull: boolean
}

/** A copy of a checkout, and the real path it stands for. */
export interface CopiedCheckout {
  readonly copy: string
  readonly root: string
  /** Nobody has looked through what is in it: it may take in no file from elsewhere that the checkout itself does not. */
  readonly isUnreviewed?: boolean
}

export type PortHolder = { readonly container: ContainerRef } | { readonly process: string; readonly pid: number }
