import { describe, expect, it } from 'vitest'
import { type MoveFacts, planMove } from '../../../src/core/sync/plan-move.ts'

const facts: MoveFacts = {
  sync: 'pull',
  branch: 'main',
  tip: 'bbb',
  headBranch: 'main',
  head: 'aaa',
  follows: false,
  headIsOurs: false,
  headWasRemoteTip: false,
  edited: false,
}
const { headBranch: _, ...detached } = facts
const { head: __, ...unborn } = facts

describe('sync: pull', () => {
  it.each<[string, MoveFacts, string]>([
    ['stays at the tip', { ...facts, head: 'bbb' }, 'stay'],
    ['stays at the tip with local edits', { ...facts, head: 'bbb', edited: true }, 'stay'],
    ['fast-forwards when the tip follows HEAD', { ...facts, follows: true }, 'fast-forward'],
    [
      'moves from a commit that Redhook put there',
      { ...facts, headIsOurs: true },
      'keep: history was rewritten; HEAD is a commit that Redhook put there',
    ],
    [
      'moves from what was the tip of the remote once',
      { ...facts, headWasRemoteTip: true },
      'keep: history was rewritten; HEAD was the tip of the remote once',
    ],
    ['makes the first commit of an empty checkout', unborn, 'keep: the first commit of this checkout'],
    ['refuses local commits', facts, 'refuse LOCAL_COMMITS'],
    [
      'refuses another branch, though it follows',
      { ...facts, headBranch: 'try', follows: true },
      'refuse WRONG_BRANCH',
    ],
    [
      'refuses another branch, though it is at the tip',
      { ...facts, headBranch: 'try', head: 'bbb' },
      'refuse WRONG_BRANCH',
    ],
    ['refuses a detached HEAD, though Redhook put it there', { ...detached, headIsOurs: true }, 'refuse WRONG_BRANCH'],
  ])('%s', (_title, given, expected) => expect(text(given)).toBe(expected))
})

describe('sync: pull, where a detour led', () => {
  const away: MoveFacts = { ...facts, headBranch: 'feature/x', mayLeave: true, headIsOurs: true }
  it.each<[string, MoveFacts, string]>([
    ['leaves a branch that Redhook checked out', away, 'keep: feature/x was checked out'],
    ['leaves it for the same commit', { ...away, head: 'bbb' }, 'keep: feature/x was checked out'],
    [
      'leaves it where the tip follows',
      { ...away, headIsOurs: false, follows: true },
      'keep: feature/x was checked out',
    ],
    ['keeps commits that are nowhere else', { ...away, headIsOurs: false }, 'refuse LOCAL_COMMITS'],
    ['keeps those of the branch it goes to, too', { ...away, branchHasOwn: true }, 'refuse LOCAL_COMMITS'],
    ['leaves no branch that a person checked out', { ...away, mayLeave: false }, 'refuse WRONG_BRANCH'],
    ['leaves no detached HEAD', { ...detached, mayLeave: true, headIsOurs: true }, 'refuse WRONG_BRANCH'],
  ])('%s', (_title, given, expected) => expect(text(given)).toBe(expected))
})

describe('sync: reset', () => {
  const reset: MoveFacts = { ...facts, sync: 'reset' }
  it.each<[string, MoveFacts, string]>([
    ['stays at a clean tip', { ...reset, head: 'bbb' }, 'stay'],
    [
      'repairs local edits at the tip',
      { ...reset, head: 'bbb', edited: true },
      'overwrite: tracked files had local edits',
    ],
    ['follows the branch', { ...reset, follows: true }, 'overwrite: the branch moved on'],
    ['follows rewritten history over local commits', reset, 'overwrite: history was rewritten'],
    ['switches from another branch', { ...reset, headBranch: 'try', head: 'bbb' }, 'overwrite: try was checked out'],
    ['switches from a detached HEAD', { ...detached, sync: 'reset', head: 'bbb' }, 'overwrite: HEAD was detached'],
  ])('%s', (_title, given, expected) => expect(text(given)).toBe(expected))
})

function text(given: MoveFacts): string {
  const move = planMove(given)
  if (move.how === 'refuse') return `refuse ${move.code}`
  return 'reason' in move ? `${move.how}: ${move.reason}` : move.how
}
