import type { App } from '../core/app.ts'
import { whyInvalidBranch } from '../core/branch.ts'
import { lateRefWaitMs } from '../core/sync/late-ref.ts'
import type { Move } from '../core/sync/plan-move.ts'
import { invalidBranch, noBranch, noPreview } from '../core/sync/refusals.ts'
import { clearLeftovers } from './leftovers.ts'
import { carryOut, decideMove, keepCopies, stateForMove, whyRefused } from './move.ts'
import type { CheckoutState, Git, GitRun } from './ports/git.ts'
import type { StepContext } from './step-context.ts'
import type { Destination, FoundTip, SyncRequest, Tip } from './sync-request.ts'

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
    const cloned = await untilThere(request, async () => (await git.clone(app, branch, run)) === 'cloned')
    if (!cloned) return { gone: true, branch }
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
export async function moveCheckout(app: App, found: Destination, request: SyncRequest): Promise<Moved> {
  const { branch, tip } = found
  const { ports, context, why } = request
  const { git, store } = ports
  const state = await stateForMove(app, request)
  const move = await decideMove(app, { state, found }, ports)
  if (move.how === 'refuse') throw await whyRefused(app, { state, branch, tip, code: move.code }, git)
  if ('reason' in move) context.note(`Moving to ${tip}: ${why ?? move.reason}`)
  const backedUp = move.how === 'overwrite' ? await keepCopies(app, state.head, tip, request) : []
  if (move.how !== 'stay') await carryOut(app, { state, branch, tip, how: move.how }, request)
  await git.settle(app, { commit: tip, overwrite: move.how === 'overwrite' }, gitRun(context))
  store.rememberSynced(app.lane, tip)
  return { how: move.how, ...(state.head === undefined ? {} : { from: state.head }), backedUp }
}

/** Ends git with the step, and shows what it says. */
export const gitRun = ({ signal, output }: StepContext): GitRun => ({ signal, onLine: output })

async function branchOf(app: App, state: CheckoutState, git: Git, run: GitRun): Promise<string> {
  const branch = app.branch ?? state.branch ?? (await git.defaultBranch(app, run))
  if (branch === undefined) throw noBranch(app)
  const wrong = whyInvalidBranch(branch)
  if (wrong !== undefined) throw invalidBranch(app, branch, wrong)
  return branch
}

/** A tip with its commit as people know it. Side by side, since each answer costs the start of a git. */
export async function describeTip(app: App, branch: string, tip: string, git: Git): Promise<FoundTip> {
  const { head } = await git.state(app)
  const [{ subject, author, committedAt }, follows] = await Promise.all([
    git.describe(app, tip),
    head === undefined || head === tip || git.isAncestor(app, head, tip),
    git.requireLfs(app, tip),
  ])
  return { gone: false, branch, tip, subject, author, committedAt, follows, ...(head === undefined ? {} : { head }) }
}

type LateRef = Pick<SyncRequest, 'ports' | 'context'> & { readonly expected?: string }

/** The tip of the branch, once the pushed commit is there; undefined when the branch is gone. */
async function fetchUntilThere(app: App, late: LateRef & { readonly branch: string }): Promise<string | undefined> {
  const { ports, context, branch, expected } = late
  let tip: string | undefined
  await untilThere(late, async () => {
    tip = await ports.git.fetchBranch(app, branch, gitRun(context))
    return expected === undefined || tip === expected || ports.git.hasCommit(app, expected)
  })
  return tip
}

/** A hook can overtake the ref it speaks of: tries again, with growing waits, until what was pushed is there or time is up. */
async function untilThere({ ports, context, expected }: LateRef, attempt: () => Promise<boolean>): Promise<boolean> {
  const started = ports.clock.monotonic()
  for (let tries = 0; ; tries += 1) {
    if (await attempt()) return true
    if (expected === undefined) return false
    const waitMs = lateRefWaitMs(tries, ports.clock.monotonic() - started)
    if (waitMs === undefined) {
      context.note(`The pushed commit ${expected} did not arrive within 30 s; going on without it`)
      return false
    }
    if (tries === 0) context.note(`The pushed commit ${expected} is not at the remote yet; fetching again until it is`)
    await ports.clock.sleep(waitMs, context.signal)
  }
}
