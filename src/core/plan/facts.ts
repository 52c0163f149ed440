import type { Wishes } from '../deployment/deployment.ts'
import type { ComposeModel, ModelPrint } from './compose-model.ts'
import type { OverruledBuild } from './plan.ts'

/** A path that differs between two commits; both sides of a rename, submodules (as one path) and modes too. */
export interface ChangedPath {
  /** Relative to the repository's root. */
  readonly path: string
  readonly status: 'added' | 'modified' | 'deleted'
}

/** An input that git does not see: `.env`, an env file, a `watch` file. */
export interface ChangedInput {
  /** Absolute and real. */
  readonly file: string
  /** As people know it: relative to the app's folder where it is inside. */
  readonly name: string
  readonly kind: 'env' | 'env-file' | 'watch'
}

/** An attempt that reached `build` since the last good deployment, without succeeding. */
export interface FailedAttempt {
  readonly id: number
  readonly commit: string
  /** What differs between it and the tip; absent when its commit is gone. */
  readonly changed?: readonly ChangedPath[]
  /** Absent when it got no model. */
  readonly print?: ModelPrint
}

/** Everything the plan is made of. */
export interface PlanFacts {
  readonly tip: string
  /** The checkout's real path: changed paths are relative to it. */
  readonly root: string
  /** The commit that is live in this project; absent before the first good deployment. */
  readonly base?: string
  /** What differs between base and tip; absent when there is no base, or its commit is gone. */
  readonly changed?: readonly ChangedPath[]
  /** The model at the tip; absent for a `command` app. */
  readonly model?: ComposeModel
  /** The print of the model that is live; absent when there is none. */
  readonly livePrint?: ModelPrint
  readonly failedSince: readonly FailedAttempt[]
  /** Files git does not track whose content differs from what is live, or from what a failed attempt since then saw. */
  readonly changedInputs: readonly ChangedInput[]
  /** Mounted folders (absolute) that git removed and made anew on the way to the tip: containers still see the old one. */
  readonly replacedFolders: readonly string[]
  /** The project this app was deployed to last, when it is another one than now: the color has changed. */
  readonly otherProject?: string
  /** Whether the last attempt succeeded and was of this very commit. */
  readonly lastAttemptIsTip: boolean
  /** The deployment that tried this very commit last and had to be rolled back, when a push alone asks for it again. */
  readonly knownBad?: number
  readonly composeFiles: readonly string[]
  /** The files picked last time, when they differ from `composeFiles`. Both relative to the repository's root. */
  readonly otherComposeFiles?: readonly string[]
  /** Services of the model without a container that runs or has done its work. */
  readonly down: readonly string[]
  /** Services with containers in the project that the model does not know. */
  readonly orphans: readonly string[]
  /** A marker that asks for a full build: put there by an operator, or pushed. */
  readonly marker?: { readonly file: string; readonly pushed: boolean }
  /** What the last good deployment should have built, had nobody overruled it. */
  readonly overruled: readonly OverruledBuild[]
  /** Images of services that are built here and are not there. */
  readonly missingImages: readonly string[]
  readonly wishes: Wishes
  readonly triggers: readonly string[]
  readonly scope: 'changed' | 'all'
  readonly ignore: readonly string[]
  /** Services to restart when a changed file reaches them through a mounted folder. */
  readonly restart: readonly string[]
  readonly removeOrphans: boolean
}
