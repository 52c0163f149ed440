import { describe, expect, it } from 'vitest'
import { checkoutBusy, localChanges, localCommits, wrongBranch } from '../../../src/core/sync/refusals.ts'

const where = { path: '/srv/shop', branch: 'main' }

describe('a refusal says what was found and what to do', () => {
  it('for another branch, or none', () => {
    expect(wrongBranch(where, 'try').message).toBe('try is checked out in /srv/shop; main is to be deployed')
    expect(wrongBranch(where, undefined).message).toContain('HEAD is detached')
    expect(wrongBranch(where, 'try').hint).toContain('git -C /srv/shop switch main')
  })

  it('for local commits', () => {
    const error = localCommits(where, ['abc fix', 'def more'])
    expect(error.message).toContain("the remote's main does not have: abc fix, def more")
    expect(error.hint).toContain('Push them')
  })

  it('for local edits and untracked files, the first twenty of each', () => {
    const edited = Array.from({ length: 25 }, (_, at) => `f${at}`)
    const { message } = localChanges(where, { edited, untracked: ['new'] })
    expect(message).toContain('f19 and 5 more; and files that git does not track where main has some: new')
    expect(localChanges(where, { edited: [], untracked: ['new'] }).message).not.toContain('local edits')
  })

  it('for a checkout somebody works in', () => {
    const lock = { kind: 'lock', path: '/srv/shop/.git/index.lock', ageMs: 1, mayBeHidden: false } as const
    expect(checkoutBusy('/srv/shop', lock, 'git process 7 works on it')).toMatchObject({
      message: 'The lock /srv/shop/.git/index.lock in /srv/shop (git process 7 works on it)',
      retryable: true,
    })
    expect(checkoutBusy('/srv/shop', { ...lock, kind: 'rebase' }, 'only 1 s old').hint).toContain('rebase --abort')
  })
})
