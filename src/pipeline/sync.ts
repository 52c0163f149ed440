import type { App } from '../core/app.ts'
import { RedhookError } from '../core/errors.ts'
import { isBranchName } from '../core/sync/branch-name.ts'
import { lateRefWaitMs } from '../core/sync/late-ref.ts'
import { type Move, planMove } from '../core/sync/plan-move.ts'
import { localChanges, localCommits, wrongBranch } from '../core/sync/refusals.ts'
import { clearLeftovers } from './leftovers.ts'
import type { CheckoutState, Clock, CommitInfo, Git, GitRun, Store } from './ports.ts'
import type { StepContext } from './step-context.ts'

export interface SyncPorts {
  readonly git: Git
  readonly clock: Pick<Clock, 'sleep' | 'monotonic'>
  readonly store: Pick<Store, 'wasSyncedTo' | 'rememberSynced'>
}

export interface SyncRequest {
  readonly ports: SyncPorts
  readonly context: StepContext
  /** Where overwritten files are copied to: `data/backups/<app>/<deployment>`, absolute. */
  readonly backups: string
}

/** The branch as the remote has it. */
export type Tip = FoundTip | { readonly gone: true; readonly branch: string }

export interface FoundTip extends Omit<CommitInfo, 'commit'> {
  readonly gone: false
  readonly branch: string
  /** The commit to deploy, a full hash. */
  readonly tip: string
  /** Where the checkout is now; absent before its first commit. */
  readonly head?: string
}

/** How the checkout got to the tip. Paths are relative to its root. */
export interface Moved {
  readonly how: Exclude<Move['how'], 'refuse'>
  readonly from?: string
  /** What was overwritten; copies are in the folder for backups. */
  readonly backedUp: readonly string[]
}

/** First half of the sync: the checkout exists, is free of leftovers, and has the newest commit of the branch. */
export async function fetchTip(app: App, request: SyncRequest & { readonly expected?: string }): Promise<Tip> {
  const { ports, context } = request
  const { git } = ports
  const run = gitRun(context)
  const state = await git.state(app)
  const branch = await branchOf(app, state, git, run)
  if (state.kind === 'checkout') await clearLeftovers(app, request)
  else {
    context.note(
      state.kind === 'missing' ? `Cloning into ${app.path}` : `Filling ${app.path}, which is no checkout yet`,
    )
    if ((await git.clone(app, branch, run)) === 'gone') return { gone: true, branch }
  }
  const tip = await fetchUntilThere(app, { ...request, branch })
  return tip === undefined ? { gone: true, branch } : describeTip(app, branch, tip, git)
}

/**
 * The tip for a preview: fetches objects, and leaves tree, index, branches and remote-tracking refs as they are.
 * @throws RedhookError CHECKOUT_MISSING where there is no checkout yet: nothing is cloned for a preview
 */
export async function previewTip(app: App, git: Git, run: GitRun = {}): Promise<Tip> {
  const state = await git.state(app)
  if (state.kind !== 'checkout') throw noPreview(app)
  const branch = await branchOf(app, state, git, run)
  const tip = await git.fetchObjects(app, branch, run)
  return tip === undefined ? { gone: true, branch } : describeTip(app, branch, tip, git)
}

/** Second half: the checkout is moved to the tip as `sync` says, submodules and LFS included, or refused with the remedy. */
export async function moveCheckout(app: App, { branch, tip }: FoundTip, request: SyncRequest): Promise<Moved> {
  const { ports, context } = request
  const { git, store } = ports
  const state = await stateForMove(app, request)
  const move = await decide(app, { state, branch, tip }, ports)
  if (move.how === 'refuse') throw await refusal(app, { state, branch, tip, code: move.code }, git)
  if ('reason' in move) context.note(`Moving to ${tip}: ${move.reason}`)
  const backedUp = move.how === 'overwrite' ? await keepCopies(app, state.head, tip, request) : []
  if (move.how !== 'stay') await carryOut(app, { state, branch, tip, how: move.how }, request)
  await git.settle(app, { commit: tip, overwrite: move.how === 'overwrite' }, gitRun(context))
  store.rememberSynced(app.lane, tip)
  return { how: move.how, ...(state.head === undefined ? {} : { from: state.head }), backedUp }
}

const gitRun = ({ signal, output }: StepContext): GitRun => ({ signal, onLine: output })

async function branchOf(app: App, state: CheckoutState, git: Git, run: GitRun): Promise<string> {
  const branch = app.branch ?? state.branch ?? (await git.defaultBranch(app, run))
  if (branch === undefined) throw noBranch(app)
  if (!isBranchName(branch)) throw invalidBranch(app, branch)
  return branch
}

async function describeTip(app: App, branch: string, tip: string, git: Git): Promise<FoundTip> {
  const [{ subject, author, committedAt }, { head }] = await Promise.all([git.describe(app, tip), git.state(app)])
  return { gone: false, branch, tip, subject, author, committedAt, ...(head === undefined ? {} : { head }) }
}

interface LateRef {
  readonly ports: SyncPorts
  readonly context: StepContext
  readonly branch: string
  readonly expected?: string
}

/** A hook can overtake the ref it speaks of: fetches again, with growing waits, until the pushed commit is there. */
async function fetchUntilThere(app: App, { ports, context, branch, expected }: LateRef): Promise<string | undefined> {
  const { git, clock } = ports
  const started = clock.monotonic()
  for (let tries = 0; ; tries += 1) {
    const tip = await git.fetchBranch(app, branch, gitRun(context))
    if (expected === undefined || tip === expected || (await git.hasCommit(app, expected))) return tip
    const waitMs = lateRefWaitMs(tries, clock.monotonic() - started)
    if (waitMs === undefined) {
      context.note(
        `The pushed commit ${expected} did not arrive within 30 s; going on with ${tip ?? 'a branch that is gone'}`,
      )
      return tip
    }
    if (tries === 0) context.note(`The pushed commit ${expected} is not at the remote yet; fetching again until it is`)
    await clock.sleep(waitMs, context.signal)
  }
}

async function stateForMove(app: App, { ports: { git }, context }: SyncRequest): Promise<CheckoutState> {
  const undone = await git.undoInterruptedMove(app)
  if (undone.length > 0) context.note(`Took back what a killed git had begun to write: ${undone.join(', ')}`)
  return git.state(app)
}

interface Situation {
  readonly state: CheckoutState
  readonly branch: string
  readonly tip: string
}

async function decide(app: App, { state, branch, tip }: Situation, { git, store }: SyncPorts): Promise<Move> {
  const { head, branch: headBranch } = state
  const isMoving = head !== undefined && head !== tip
  const [follows, edited] = await Promise.all([
    isMoving && git.isAncestor(app, head, tip),
    app.sync === 'reset' ? git.editedPaths(app) : [],
    git.requireLfs(app, tip),
  ])
  const isLost = isMoving && !follows && app.sync === 'pull'
  return planMove({
    sync: app.sync,
    branch,
    tip,
    ...(headBranch === undefined ? {} : { headBranch }),
    ...(head === undefined ? {} : { head }),
    follows,
    headIsOurs: isLost && store.wasSyncedTo(app.lane, head),
    headWasRemoteTip: isLost && (await git.wasRemoteTip(app, branch, head)),
    edited: edited.length > 0,
  })
}

async function refusal(
  app: App,
  { state, branch, tip, code }: Situation & { code: 'WRONG_BRANCH' | 'LOCAL_COMMITS' },
  git: Git,
): Promise<RedhookError> {
  const where = { path: app.path, branch }
  if (code === 'WRONG_BRANCH') return wrongBranch(where, state.branch)
  return localCommits(where, await git.localCommits(app, state.head ?? tip, tip))
}

/** Copies every local edit and every file in the way before they are overwritten. */
async function keepCopies(app: App, head: string | undefined, tip: string, request: SyncRequest): Promise<string[]> {
  const { ports, context, backups } = request
  const [edited, { untracked }] = await Promise.all([ports.git.editedPaths(app), ports.git.obstacles(app, head, tip)])
  const copied = await ports.git.backUp(app, [...edited, ...untracked], backups)
  if (copied.length > 0) context.note(`Overwriting ${copied.join(', ')}; copies are in ${backups}`)
  return copied
}

async function carryOut(
  app: App,
  { state, branch, tip, how }: Situation & { how: 'fast-forward' | 'keep' | 'overwrite' },
  { ports: { git }, context }: SyncRequest,
): Promise<void> {
  const { head } = state
  const said = await git.move(app, { how, branch, tip, ...(head === undefined ? {} : { head }) }, gitRun(context))
  if (said === undefined) return
  const { edited, untracked } = await git.obstacles(app, head, tip)
  if (edited.length + untracked.length > 0) throw localChanges({ path: app.path, branch }, { edited, untracked })
  throw new RedhookError(`${app.path} could not be moved to ${tip}: ${said.trim()}`, {
    code: 'GIT_FAILED',
    hint: `Look at \`git -C ${app.path} status\`.`,
  })
}

const noPreview = ({ path, url }: App) =>
  new RedhookError(`There is no checkout at ${path} yet`, {
    code: 'CHECKOUT_MISSING',
    hint:
      url === undefined
        ? 'Set url: of this app, or clone it there.'
        : 'Its first deployment clones it and builds everything.',
  })

const noBranch = ({ path }: App) =>
  new RedhookError(
    `It cannot be told which branch of ${path} to deploy: none is checked out, and the remote names none`,
    {
      code: 'BRANCH_INVALID',
      hint: 'Set branch: of this app.',
    },
  )

const invalidBranch = ({ name }: App, branch: string) =>
  new RedhookError(`${JSON.stringify(branch)} is no name for a branch (app ${name})`, {
    code: 'BRANCH_INVALID',
    hint: 'Correct branch: of this app; `git check-ref-format --branch` tells what git accepts.',
  })
