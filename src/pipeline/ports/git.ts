import type { App } from '../../core/app.ts'
import type { ChangedPath } from '../../core/plan/facts.ts'
import type { Leftover } from '../../core/sync/leftover.ts'
import type { Obstacles } from '../../core/sync/obstacles.ts'
import type { RunOptions } from './processes.ts'

/** What git has to know of a checkout: where it is and how its remote is reached. An App is one. */
export type Checkout = Pick<App, 'path' | 'url' | 'deployKey' | 'knownHosts'> &
  Partial<Pick<App, 'provider' | 'repository' | 'preview'>>

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

/** Commits that come with a deployment. */
export interface CommitsBetween {
  readonly commits: readonly Pick<CommitInfo, 'commit' | 'subject' | 'author'>[]
  readonly total: number
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
  /** Where these branches of the remote are now; one that is not there is left out. Asks the remote and fetches nothing. */
  remoteTips(checkout: Checkout, branches: readonly string[], run?: GitRun): Promise<ReadonlyMap<string, string>>
  /** The URL in use, without credentials: the configured one, else the one of `origin`. */
  remoteUrl(checkout: Checkout): Promise<string | undefined>

  /** Clones into a sibling folder that appears by rename; a folder without `.git` is filled and its files kept. */
  clone(checkout: Checkout, branch: string, run: GitRun): Promise<'cloned' | 'gone'>
  /** Fetches the branch to its remote-tracking ref and returns its tip; undefined when the remote has no such branch. */
  fetchBranch(checkout: Checkout, branch: string, run: GitRun): Promise<string | undefined>
  /** As `fetchBranch`, but brings objects alone: no ref and no file of the checkout changes. */
  fetchObjects(checkout: Checkout, branch: string, run: GitRun): Promise<string | undefined>
  /** As `fetchObjects`, for whichever branch or tag has this name, or for this very ref (`refs/tags/v1`); returns the commit, also that of an annotated tag. */
  fetchRef(checkout: Checkout, ref: string, run: GitRun): Promise<string | undefined>

  describe(checkout: Checkout, commit: string): Promise<CommitInfo>
  hasCommit(checkout: Checkout, commit: string): Promise<boolean>
  isAncestor(checkout: Checkout, ancestor: string, descendant: string): Promise<boolean>
  /** Where the branch is in the checkout itself, a full hash; undefined when there is none of that name. Reads files alone. */
  localBranch(checkout: Checkout, branch: string): Promise<string | undefined>
  /**
   * What comes with `tip` that `base` does not have, newest first, the first 20; and how many there are, counted up to 5,000. Without a
   * base the tip alone. Undefined when one of them is not here.
   */
  commitsBetween(checkout: Checkout, base: string | undefined, tip: string): Promise<CommitsBetween | undefined>
  /** Whether the commit was once the tip of the branch at the remote, as this checkout saw it. */
  wasRemoteTip(checkout: Checkout, branch: string, commit: string): Promise<boolean>
  /** Up to 20 commits of HEAD that the remote never had, each as `hash subject`. */
  localCommits(checkout: Checkout, head: string, tip: string): Promise<string[]>
  /** Every path that differs, both sides of a rename, submodules and modes too; undefined when the base is gone. */
  changes(checkout: Checkout, base: string, tip: string): Promise<ChangedPath[] | undefined>
  /** The commit that a branch, tag or commit (also an abbreviated one) means, as far as objects are here; undefined when none. */
  resolveCommit(checkout: Checkout, ref: string): Promise<string | undefined>
  /** Which of these folders have a file that is the same path at both commits, so that git kept the folder itself. */
  keptFolders(checkout: Checkout, base: string, tip: string, folders: readonly string[]): Promise<Set<string>>
  /** The file's content at a commit; a symlink is followed inside the repository and never out of it. */
  readFileAt(checkout: Checkout, commit: string, path: string): Promise<Buffer | undefined>
  /** Which of the paths exist at a commit. */
  existAt(checkout: Checkout, commit: string, paths: readonly string[]): Promise<Set<string>>
  /** The hash of the file's blob at a commit; undefined when there is none. */
  blobAt(checkout: Checkout, commit: string, path: string): Promise<string | undefined>
  isTracked(checkout: Checkout, path: string): Promise<boolean>
  /** Files and folders git does not track, ignored ones too; a folder without any tracked file is one path. */
  untracked(checkout: Checkout): Promise<string[]>
  /** Keeps a commit from being collected: `refs/redhook/<project>/base` points to it. */
  pin(checkout: Checkout, project: string, commit: string): Promise<void>
  /** Writes the files of a commit into a folder outside the checkout, which stays as it is. */
  exportTo(checkout: Checkout, commit: string, folder: string, run: GitRun): Promise<void>
  /** The commit that merging `theirs` into `ours` would make, brought into being in the object store alone; undefined when they conflict. */
  mergeOf(checkout: Checkout, ours: string, theirs: string): Promise<string | undefined>
  /** Packs the repository when git thinks it is time, which it is asked once a day. Nothing else here ever does. */
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
