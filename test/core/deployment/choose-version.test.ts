import { describe, expect, it } from 'vitest'
import { chooseVersion, type Kept, type Live } from '../../../src/core/deployment/choose-version.ts'
import type { Version } from '../../../src/core/deployment/deployment.ts'
import type { RedhookError } from '../../../src/core/errors.ts'

const push = { kind: 'push', delivery: 'd' } as const
const good = (id: number): Kept => ({ id, commit: String(id).repeat(40).slice(0, 40), cause: push })
const rollback = (id: number, to: number): Kept => ({ ...good(id), cause: { kind: 'rollback', by: 'cli', to } })
const live = (kept: Kept): Live => ({ ...kept, state: 'succeeded' })
const version = (deployment?: number): Version => ({
  ...(deployment === undefined ? {} : { deployment }),
  composeFiles: [],
  images: [],
})
/** All of these are of the same commit, in the same images. */
const alike = (id: number): Kept => ({ ...good(id), version: { ...version(id), commit: 'c'.repeat(40) } })
const rolledBack = (id: number, to?: number): Live => ({
  ...good(id),
  state: 'rolled_back',
  version: version(to),
})

const cases: { title: string; kept: Kept[]; live: Live | undefined; to?: number; chosen: number }[] = [
  { title: 'the one before the live one', kept: [good(3), good(2), good(1)], live: live(good(3)), chosen: 2 },
  {
    title: 'the one before that, the second time',
    kept: [rollback(4, 2), good(3), good(2), good(1)],
    live: live(rollback(4, 2)),
    chosen: 1,
  },
  {
    title: 'the one before what a chain of rollbacks ended at',
    kept: [rollback(5, 4), rollback(4, 2), good(3), good(2), good(1)],
    live: live(rollback(5, 4)),
    chosen: 1,
  },
  {
    title: 'the one before the one that an automatic rollback brought back',
    kept: [good(2), good(1)],
    live: rolledBack(3, 2),
    chosen: 1,
  },
  {
    title: 'the one before the live one that follows a rollback, which is the rollback',
    kept: [good(5), rollback(4, 2), good(3), good(2)],
    live: live(good(5)),
    chosen: 4,
  },
  {
    title: 'the one that was live before, whichever was asked for first',
    kept: [good(4), rollback(5, 2), good(3), good(2)],
    live: live(good(4)),
    chosen: 5,
  },
  {
    title: 'another one than the same deployed twice',
    kept: [alike(3), alike(2), { ...good(1), version: version(1) }],
    live: live(alike(3)),
    chosen: 1,
  },
  { title: 'the one that is asked for', kept: [good(3), good(2), good(1)], live: live(good(3)), to: 1, chosen: 1 },
  { title: 'the live one, if asked for', kept: [good(3), good(2)], live: live(good(3)), to: 3, chosen: 3 },
  { title: 'the newest kept where nothing is known to be live', kept: [good(2)], live: undefined, chosen: 2 },
]

describe('a person goes back to', () => {
  it.each(cases)('$title', ({ kept, live: now, to, chosen }) => {
    expect(chooseVersion(kept, now, to).id).toBe(chosen)
  })

  it.each([
    {
      title: 'a version that is not kept',
      kept: [good(3), good(2)],
      now: live(good(3)),
      to: 1,
      message: 'No version of deployment 1 is kept',
      hint: 'These deployments can be gone back to: 3 (3333333333), 2 (2222222222). Older ones: git revert, and push.',
    },
    {
      title: 'something older than the oldest',
      kept: [good(3)],
      now: live(good(3)),
      message: 'No version older than the live one is kept',
      hint: expect.stringContaining('3 (3333333333)'),
    },
    {
      title: 'something older than what ran before Redhook did',
      kept: [good(3)],
      now: rolledBack(4),
      message: 'No version older than the live one is kept',
      hint: expect.any(String),
    },
    {
      title: 'anything before the first deployment',
      kept: [],
      now: undefined,
      message: 'No version older than the live one is kept: nothing was deployed yet',
      hint: expect.stringContaining('None is kept yet'),
    },
  ])('but not to $title: the answer names those that are kept', ({ kept, now, to, message, hint }) => {
    const failure = thrown(() => chooseVersion(kept, now, to))
    expect({ message: failure.message, code: failure.code, hint: failure.hint }).toEqual({
      message,
      code: 'VERSION_UNKNOWN',
      hint,
    })
  })
})

function thrown(work: () => unknown): RedhookError {
  try {
    work()
  } catch (error) {
    return error as RedhookError
  }
  throw new Error('nothing was thrown')
}
