import type { App } from '../app.ts'

/** What the decision on moving a checkout is made of. Hashes are full. */
export interface MoveFacts {
  readonly sync: App['sync']
  readonly branch: string
  readonly tip: string
  /** The branch that is checked out; absent when HEAD is detached. */
  readonly headBranch?: string
  /** Absent before the first commit. */
  readonly head?: string
  /** The tip has HEAD in its history. */
  readonly follows: boolean
  /** Redhook moved the checkout to HEAD once. */
  readonly headIsOurs: boolean
  /** HEAD was once the tip of the branch at the remote. */
  readonly headWasRemoteTip: boolean
  /** Tracked files differ from HEAD. */
  readonly edited: boolean
  /** Another branch is checked out that Redhook may leave by itself: a detour begins there, or has led there. */
  readonly mayLeave?: boolean
  /** The branch to go to is here and has commits that are nowhere else. Only asked where another one is checked out. */
  readonly branchHasOwn?: boolean
}

/** How to get to the tip, or why not. */
export type Move =
  | { readonly how: 'stay' }
  | { readonly how: 'fast-forward' }
  | { readonly how: 'keep' | 'overwrite'; readonly reason: string }
  | { readonly how: 'refuse'; readonly code: 'WRONG_BRANCH' | 'LOCAL_COMMITS' }

/** The decision of `sync: pull` and `sync: reset`. */
export const planMove = (facts: MoveFacts): Move => (facts.sync === 'reset' ? planReset(facts) : planPull(facts))

function planPull(facts: MoveFacts): Move {
  const { branch, tip, headBranch, head, follows, headIsOurs, headWasRemoteTip } = facts
  if (headBranch !== branch) return planSwitch(facts)
  if (head === undefined) return { how: 'keep', reason: 'the first commit of this checkout' }
  if (head === tip) return { how: 'stay' }
  if (follows) return { how: 'fast-forward' }
  if (headIsOurs) return { how: 'keep', reason: 'history was rewritten; HEAD is a commit that Redhook put there' }
  if (headWasRemoteTip) return { how: 'keep', reason: 'history was rewritten; HEAD was the tip of the remote once' }
  return { how: 'refuse', code: 'LOCAL_COMMITS' }
}

/** Neither the branch that is left nor the one that is gone to may lose a commit. */
function planSwitch(facts: MoveFacts): Move {
  const { headBranch, head, follows, headIsOurs, headWasRemoteTip, mayLeave, branchHasOwn } = facts
  if (headBranch === undefined || mayLeave !== true) return { how: 'refuse', code: 'WRONG_BRANCH' }
  const isKnown = head === undefined || follows || headIsOurs || headWasRemoteTip
  if (!isKnown || branchHasOwn === true) return { how: 'refuse', code: 'LOCAL_COMMITS' }
  return { how: 'keep', reason: `${headBranch} was checked out` }
}

function planReset({ branch, tip, headBranch, head, follows, edited }: MoveFacts): Move {
  if (headBranch === undefined) return { how: 'overwrite', reason: 'HEAD was detached' }
  if (headBranch !== branch) return { how: 'overwrite', reason: `${headBranch} was checked out` }
  if (edited) return { how: 'overwrite', reason: 'tracked files had local edits' }
  if (head === tip) return { how: 'stay' }
  return { how: 'overwrite', reason: follows ? 'the branch moved on' : 'history was rewritten' }
}
