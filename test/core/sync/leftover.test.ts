import { expect, it } from 'vitest'
import { judgeLeftover, type Leftover } from '../../../src/core/sync/leftover.ts'

const lock: Leftover = { kind: 'lock', path: '/srv/shop/.git/index.lock', ageMs: 5_000, mayBeHidden: false }
const minutes = (count: number) => count * 60_000

it.each<[string, Partial<Leftover>, 'pull' | 'reset', string]>([
  ['a fresh lock without a git is dead', {}, 'pull', 'clear: no git works on it'],
  ['a lock of a living git is kept', { pid: 7 }, 'reset', 'wait: git process 7 works on it'],
  ['so is an old one', { pid: 7, ageMs: minutes(60) }, 'pull', 'wait: git process 7 works on it'],
  [
    'a lock may belong to somebody unseen',
    { mayBeHidden: true },
    'pull',
    'wait: 5 s old, and a git of another user may work on it',
  ],
  ['but not for ever', { mayBeHidden: true, ageMs: minutes(10) }, 'pull', 'clear: 10 min old, and no git works on it'],
  ['a person may think about a conflict', { kind: 'rebase', ageMs: minutes(9) }, 'pull', 'wait: only 9 min old'],
  ['not for ever either', { kind: 'rebase', ageMs: minutes(180) }, 'pull', 'clear: 3 h old, and no git works on it'],
  ['and not where Redhook owns the files', { kind: 'merge' }, 'reset', 'clear: no git works on it'],
])('%s', (_title, change, sync, expected) => {
  const { action, reason } = judgeLeftover({ ...lock, ...change }, sync)
  expect(`${action}: ${reason}`).toBe(expected)
})
