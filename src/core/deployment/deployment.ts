import type { Failure } from '../errors.ts'
import type { ModelPrint } from '../plan/compose-model.ts'
import type { Plan } from '../plan/plan.ts'

export const states = [
  'queued',
  'running',
  'succeeded',
  'skipped',
  'failed',
  'rolled_back',
  'superseded',
  'cancelled',
] as const
export type State = (typeof states)[number]

/** Finished for good: nothing moves a deployment out of these. */
export const isFinal = (state: State): boolean => state !== 'queued' && state !== 'running'

/** In their order; `rollback` comes last, since whatever came before, what remains is the way back. */
export const stepNames = ['sync', 'plan', 'build', 'before', 'up', 'verify', 'after', 'report', 'rollback'] as const
export type StepName = (typeof stepNames)[number]

/** Whether a deployment that got as far as `reached` had got to `step`. */
export const hasReached = (reached: StepName | undefined, step: StepName): boolean =>
  reached !== undefined && stepNames.indexOf(reached) >= stepNames.indexOf(step)

/** One step as it went. Times are UTC in epoch milliseconds; the duration comes from a monotonic clock. */
export interface Step {
  readonly name: StepName
  readonly startedAt: number
  readonly durationMs?: number
  readonly result: 'running' | 'done' | 'failed' | 'interrupted'
}

/** What set a deployment off. */
export type Cause =
  | {
      readonly kind: 'push'
      readonly delivery: string
      readonly after?: string
      readonly pusher?: string
      /** What it was, where not the push of a branch; `ref`, the tag or commit that is deployed in the tip's place. */
      readonly trigger?: 'tag' | 'merge' | 'release' | 'checks' | 'package'
      readonly ref?: string
    }
  /** Redhook found the tip itself: the app is polled, or a delivery got lost. */
  | { readonly kind: 'poll'; readonly tip: string; readonly isMissed: boolean }
  /** A pull request whose preview this is was opened, or its head moved. */
  | { readonly kind: 'pull-request'; readonly number: number; readonly head: string; readonly by?: string }
  /** A person wants the tip of the branch; or `ref`, a branch, tag or commit, once; or `retryOf`, the same again. */
  | {
      readonly kind: 'request'
      readonly by: string
      readonly ref?: string
      readonly retryOf?: number
      readonly detour?: DetourCause
    }
  /** A person wants a kept version back: the one that this deployment made live. */
  | { readonly kind: 'rollback'; readonly by: string; readonly to: number }

/** A detour to another branch began, or ended. */
export interface DetourCause {
  readonly branch: string
  /** The branch that is followed otherwise; absent where it is not known yet. */
  readonly usual?: string
  readonly isBack: boolean
}

/** What somebody asked for beyond "make the tip live". Handed on when the deployment is superseded. */
export interface Wishes {
  /** `true`: build everything. `false`: never build. Absent: the plan decides. */
  readonly build?: boolean
  readonly pull?: boolean
  readonly noCache?: boolean
  /** `up -d` runs even when nothing changed. */
  readonly always?: boolean
}

/** One attempt to make a commit live for an app. Times are UTC in epoch milliseconds. */
export interface Deployment {
  readonly id: number
  readonly app: string
  readonly repository: string
  readonly branch?: string
  readonly lane: string
  readonly state: State
  readonly cause: Cause
  readonly wishes: Wishes
  readonly createdAt: number
  /** Not claimed before this: set while it waits to try again. */
  readonly availableAt: number
  readonly startedAt?: number
  readonly finishedAt?: number
  /** How often it was claimed. */
  readonly attempts: number
  /** How often it ran into something that heals by itself (remote or engine away). */
  readonly retries: number
  /** The furthest step so far, over all attempts. */
  readonly reached?: StepName
  readonly base?: string
  readonly commit?: string
  readonly color?: string
  /** The Compose project, color included; absent for `command` apps and before the plan. */
  readonly project?: string
  readonly plan?: Plan
  readonly steps: readonly Step[]
  /** Why it ended, or waits, as a person would say it. */
  readonly reason?: string
  readonly error?: Failure
  readonly supersededBy?: number
  readonly inputs?: Inputs
  /** What ran before it touched anything: where the way back leads. Absent when nothing did. */
  readonly previous?: Version
  /** What it made live: its own version when it succeeded, the previous one when it was rolled back. */
  readonly version?: Version
  /** What really happened to each service, as far as it is known. */
  readonly outcome?: readonly ServiceOutcome[]
  /** What it brings; known once the tip is. */
  readonly about?: About
}

/** The commit as people know it, and those that come with it. */
export interface About {
  readonly subject: string
  readonly author: string
  /** Those between the base and the tip, newest first, 20 at most; the tip alone where there is no base. */
  readonly commits: readonly CommitLine[]
  /** How many there are between the base and the tip. */
  readonly total: number
}

export interface CommitLine {
  readonly commit: string
  readonly subject: string
  readonly author: string
}

/** A state of a project that can be put back: files by commit, images by id. */
export interface Version {
  /** The deployment that made it live; absent for what ran before Redhook did. */
  readonly deployment?: number
  /** Absent where the checkout had none. */
  readonly commit?: string
  readonly color?: string
  /** Relative to the repository's root. */
  readonly composeFiles: readonly string[]
  readonly images: readonly VersionImage[]
}

export interface VersionImage {
  readonly service: string
  /** The image's id, `sha256:…`. */
  readonly id: string
  /** The image as the service names it. */
  readonly name: string
  /** This project built it: the name may be moved back to the id. Another image's name may be shared, so it is used by id. */
  readonly isBuilt: boolean
}

/** What was done to a service. `container` tells of all its containers together. */
export interface ServiceOutcome {
  readonly service: string
  /** The image was built, and whether it came out different from the one that ran. */
  readonly built?: 'new' | 'same'
  readonly container: 'created' | 'recreated' | 'restarted' | 'kept' | 'removed'
}

/** The commit that runs since the deployment ended well, or was rolled back well. */
export const liveCommit = ({ version, commit }: Pick<Deployment, 'version' | 'commit'>): string | undefined =>
  version === undefined ? commit : version.commit

/** What a plan saw beside the commit, kept to be compared by the next one. */
export interface Inputs {
  /** Keyed hashes of files git does not track (`.env`, env files, `watch`), by path relative to `dir`; the values are never kept. */
  readonly hashes: Readonly<Record<string, string>>
  /** The Compose files picked, relative to the repository's root. */
  readonly composeFiles: readonly string[]
  /** Which untracked marker file asked for the build, if one did. */
  readonly marker?: string
  /** The resolved model in keyed hashes; absent for a `command` app. */
  readonly print?: ModelPrint
  /** Services that were broken before the first attempt since the last success: the gate only warns about them. */
  readonly broken?: readonly string[]
}
