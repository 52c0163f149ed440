import type { Clock } from './ports/clock.ts'
import type { CommitInfo, Git } from './ports/git.ts'
import type { Store } from './ports/store.ts'
import type { StepContext } from './step-context.ts'

/** What the sync needs from outside. */
export interface SyncPorts {
  readonly git: Git
  readonly clock: Pick<Clock, 'sleep' | 'monotonic'>
  readonly store: Pick<Store, 'wasSyncedTo' | 'rememberSynced' | 'pastDetours'>
}

/** What every part of the sync gets. */
export interface SyncRequest {
  readonly ports: SyncPorts
  readonly context: StepContext
  /** Where overwritten files are copied to: `data/backups/<app>/<deployment>`, absolute. */
  readonly backups: string
  /** Why the checkout is moved, where it does not follow the branch. */
  readonly why?: string
}

/** The branch as the remote has it. */
export type Tip = FoundTip | { readonly gone: true; readonly branch: string }

/** The branch is there: what is to be deployed. */
export interface FoundTip extends Destination, Omit<CommitInfo, 'commit'> {
  readonly gone: false
}

/** Where the checkout shall be. */
export interface Destination {
  readonly branch: string
  /** The commit to deploy, a full hash. */
  readonly tip: string
  /** Where the checkout was when this was found out; absent before its first commit, and where it was not looked at. */
  readonly head?: string
  /** The tip has that HEAD in its history. */
  readonly follows: boolean
}
