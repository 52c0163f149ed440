import type { RepositoryName } from './repository-name.ts'

/** What a delivery says, whichever forge sent it: parsed once, only the fields that are used. */
export type Meaning =
  | Push
  | PullRequest
  | Release
  | Checks
  | Package
  | RepositoryChange
  | Installation
  | Ping
  | OtherEvent
  | Malformed

/** A repository as its forge knows it: the id stays when the name changes. */
export interface RepositoryIdentity extends RepositoryName {
  /** Of the forge, in lower case: `github.com`. Absent where the payload does not tell. */
  readonly host?: string
  /** The forge's own number or UUID, as text. */
  readonly id?: string
}

export interface Push {
  readonly kind: 'push'
  readonly repository: RepositoryIdentity
  /** At least one; a push of some forges carries several. */
  readonly refs: readonly RefChange[]
  readonly pusher?: string
}

/** A ref that moved. */
export interface RefChange {
  /** `refs/heads/main`, `refs/tags/v1`. */
  readonly ref: string
  readonly before?: string
  readonly after?: string
  readonly deleted: boolean
  readonly forced: boolean
}

/** A pull request (a merge request at GitLab) was opened or changed. */
export interface PullRequest {
  readonly kind: 'pull-request'
  readonly repository: RepositoryIdentity
  /**
   * `updated`: its head moved, or it is to be merged into another branch now. `closed`: merged or not. `labeled`: `labels` were put on, and
   * none was taken off.
   * `other`: nothing that matters here.
   */
  readonly action: 'opened' | 'updated' | 'reopened' | 'closed' | 'labeled' | 'unlabeled' | 'other'
  readonly number: number
  readonly title: string
  readonly author?: string
  /** The pull request's own page. */
  readonly url?: string
  readonly isMerged: boolean
  readonly isDraft: boolean
  /** The commit that the merge made. */
  readonly mergeCommit?: string
  /** The branch it is to be merged into, without `refs/heads/`. */
  readonly base: string
  readonly head: {
    /** The branch's name in the head's repository. */
    readonly branch: string
    /** Bitbucket Cloud tells its first twelve digits alone. */
    readonly commit: string
    /** Absent where it is gone. */
    readonly repository?: RepositoryIdentity
  }
  /** The head does not lie in the repository itself, or nobody can tell that it does. */
  readonly isFork: boolean
  /** The label of `labeled` and `unlabeled`; the first of `labels`. */
  readonly label?: string
  /** All that were put on, or taken off, at once: some forges tell of several in one delivery. */
  readonly labels?: readonly string[]
  /** Who did it. */
  readonly sender?: string
  /** When the forge last changed it. UTC, epoch milliseconds. */
  readonly updatedAt?: number
}

/** A release was published. Drafts are `other` events. */
export interface Release {
  readonly kind: 'release'
  readonly repository: RepositoryIdentity
  readonly tag: string
  readonly isPrerelease: boolean
  readonly sender?: string
}

/** Checks of a commit have ended: a workflow run, a check suite, a pipeline. */
export interface Checks {
  readonly kind: 'checks'
  readonly repository: RepositoryIdentity
  /** The workflow's or the app's name. */
  readonly name?: string
  /** The App that ran them, by its number and its client id, as text; absent where the payload does not tell. */
  readonly appIds?: readonly string[]
  readonly commit: string
  readonly branch?: string
  readonly result: 'success' | 'failure' | 'other'
  /** They ran for a push of this very repository: not for a pull request, not for a fork whose branch has the same name. */
  readonly isOwnPush: boolean
  /** Who pushed. */
  readonly sender?: string
}

/** An image was published. */
export interface Package {
  readonly kind: 'package'
  readonly repository: RepositoryIdentity
  readonly name: string
  readonly tag?: string
  readonly sender?: string
}

/** The repository itself became another one. */
export interface RepositoryChange {
  readonly kind: 'repository'
  /** As it is from now on. */
  readonly repository: RepositoryIdentity
  readonly change: 'renamed' | 'transferred' | 'deleted'
}

/** A GitHub App was installed, removed, or its repositories changed. */
export interface Installation {
  readonly kind: 'installation'
  readonly repository?: undefined
  readonly id: number
  readonly change: 'created' | 'deleted' | 'other'
  readonly account?: string
}

/** The sender's greeting after a hook was created. Hooks of organizations name no repository. */
export interface Ping {
  readonly kind: 'ping'
  readonly repository?: RepositoryIdentity
}

/** An event that deploys nothing. */
export interface OtherEvent {
  readonly kind: 'other'
  readonly repository?: RepositoryIdentity
}

/** Authentic, but not what its event must look like. */
export interface Malformed {
  readonly kind: 'malformed'
  /** What is wrong, as a sentence without a full stop. */
  readonly problem: string
}
