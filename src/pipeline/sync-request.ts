import type { Clock } from './ports/clock.ts'
import type { CommitInfo, Git } from './ports/git.ts'
import type { Store } from './ports/store.ts'
import type { StepContext } from './step-context.ts'

/** What the sync needs from outside. */
export interface SyncPorts {
  readonly git: Git
  readonly clock: Pick<Clock, 'sleep' | 'monotonic'>
  readonly store: Pick<Store, 'wasSyncedTo' | 'rememberSynced'>
}

/** What every part of the sync gets. */
export interface SyncRequest {
  readonly ports: SyncPorts
  readonly context: StepContext
  /** Where overwritten files are copied to: `data/backups/<app>/<deployment>`, absolute. */
  readonly backups: string
}

/** The branch as the remote has it. */
export type Tip = FoundTip | { readonly gone: true; readonly branch: string }

/** The branch is there: what is to be deployed. */
export interface FoundTip extends Omit<CommitInfo, 'commit'> {
  readonly gone: false
  readonly branch: string
  /** The commit to deploy, a full hash. */
  readonly tip: string
  /** Where the checkout is now; absent before its first commit. */
  readonly head?: string
  /** The tip has that HEAD in its history. */
  readonly follows: boolean
}
