import type { App } from '../core/app.ts'
import { RedhookError } from '../core/errors.ts'
import { type Move, type MoveFacts, planMove } from '../core/sync/plan-move.ts'
import { localChanges, localCommits, wrongBranch } from '../core/sync/refusals.ts'
import { detourBranches } from './detour-history.ts'
import type { CheckoutState, Git } from './ports/git.ts'
import type { Destination, SyncPorts, SyncRequest } from './sync-request.ts'

/** The checkout as it is, after what a killed move had begun is taken back. */
export async function stateForMove(app: App, { ports: { git }, context }: SyncRequest): Promise<CheckoutState> {
  const undone = await git.undoInterruptedMove(app)
  if (undone.length > 0) context.note(`Took back what a killed git had begun to write: ${undone.join(', ')}`)
  return git.state(app)
}

/** Where the checkout is and where it shall be. */
export interface Situation {
  readonly state: CheckoutState
  readonly branch: string
  readonly tip: string
}

/** Collects the facts and decides; history is only asked where it matters. */
export async function decideMove(
  app: App,
  { state, found }: { readonly state: CheckoutState; readonly found: Destination },
  { git, store }: SyncPorts,
): Promise<Move> {
  const { head, branch: headBranch } = state
  const { branch, tip } = found
  const [follows, edited] = await Promise.all([
    head === undefined || head === found.head ? found.follows : git.isAncestor(app, head, tip),
    app.sync === 'reset' ? git.editedPaths(app) : [],
    git.requireLfs(app, tip),
  ])
  const isLost = head !== undefined && !follows && app.sync === 'pull'
  const isElsewhere = headBranch !== undefined && headBranch !== branch && app.sync === 'pull'
  return planMove({
    sync: app.sync,
    branch,
    tip,
    ...(headBranch === undefined ? {} : { headBranch }),
    ...(head === undefined ? {} : { head }),
    follows,
    headIsOurs: isLost && store.wasSyncedTo(app.lane, head),
    headWasRemoteTip: isLost && (await git.wasRemoteTip(app, headBranch ?? branch, head)),
    edited: edited.length > 0,
    ...(isElsewhere && (await whereElse(app, headBranch, found, { git, store }))),
  })
}

/** Whether the branch that is checked out may be left, and the one that is wanted has commits of its own. */
async function whereElse(
  app: App,
  headBranch: string,
  { branch, tip }: Destination,
  { git, store }: Pick<SyncPorts, 'git' | 'store'>,
): Promise<Pick<MoveFacts, 'mayLeave' | 'branchHasOwn'>> {
  if (headBranch !== app.detour?.usual && !detourBranches(app.name, store).has(headBranch)) return { mayLeave: false }
  const here = await git.localBranch(app, branch)
  const isKnown =
    here === undefined ||
    here === tip ||
    store.wasSyncedTo(app.lane, here) ||
    (await git.wasRemoteTip(app, branch, here)) ||
    (await git.isAncestor(app, here, tip))
  return { mayLeave: true, branchHasOwn: !isKnown }
}

/** The refusal with what it is about: the branch, or the commits by name. */
export async function whyRefused(
  app: App,
  { state, branch, tip, code }: Situation & { code: 'WRONG_BRANCH' | 'LOCAL_COMMITS' },
  git: Git,
): Promise<RedhookError> {
  const where = { path: app.path, branch }
  if (code === 'WRONG_BRANCH') return wrongBranch(where, state.branch)
  const ofHead = await git.localCommits(app, state.head ?? tip, tip)
  const here = ofHead.length === 0 ? await git.localBranch(app, branch) : undefined
  return localCommits(where, here === undefined ? ofHead : await git.localCommits(app, here, tip))
}

/** Copies every local edit and every file in the way before they are overwritten. */
export async function keepCopies(
  app: App,
  head: string | undefined,
  tip: string,
  request: SyncRequest,
): Promise<string[]> {
  const { ports, context, backups } = request
  const [edited, { untracked }] = await Promise.all([ports.git.editedPaths(app), ports.git.obstacles(app, head, tip)])
  const copied = await ports.git.backUp(app, [...edited, ...untracked], backups)
  if (copied.length > 0) context.note(`Overwriting ${copied.join(', ')}; copies are in ${backups}`)
  return copied
}

/**
 * Moves, and turns what git refuses into names.
 * @throws RedhookError LOCAL_CHANGES
 */
export async function carryOut(
  app: App,
  { state, branch, tip, how }: Situation & { how: 'fast-forward' | 'keep' | 'overwrite' },
  { ports: { git }, context }: SyncRequest,
): Promise<void> {
  const { head } = state
  const said = await git.move(
    app,
    { how, branch, tip, ...(head === undefined ? {} : { head }) },
    { signal: context.signal, onLine: context.output },
  )
  if (said === undefined) return
  const { edited, untracked } = await git.obstacles(app, head, tip)
  if (edited.length + untracked.length > 0) throw localChanges({ path: app.path, branch }, { edited, untracked })
  throw new RedhookError(`${app.path} could not be moved to ${tip}: ${said.trim()}`, {
    code: 'GIT_FAILED',
    hint: `Look at \`git -C ${app.path} status\`.`,
  })
}
