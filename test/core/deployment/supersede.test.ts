import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Wishes } from '../../../src/core/deployment/deployment.ts'
import { mergeWishes } from '../../../src/core/deployment/supersede.ts'

const table: { title: string; older: Wishes; newer: Wishes; merged: Wishes }[] = [
  { title: 'a wish to build survives a plain push', older: { build: true }, newer: {}, merged: { build: true } },
  {
    title: 'a wish to build survives a later --no-build',
    older: { build: true },
    newer: { build: false },
    merged: { build: true },
  },
  {
    title: 'a later wish to build beats an older --no-build',
    older: { build: false },
    newer: { build: true },
    merged: { build: true },
  },
  {
    title: 'an older --no-build does not hold for the code of a newer push',
    older: { build: false },
    newer: {},
    merged: {},
  },
  {
    title: 'two times --no-build is --no-build',
    older: { build: false },
    newer: { build: false },
    merged: { build: false },
  },
  {
    title: '--no-build after a plain push is what its author said',
    older: {},
    newer: { build: false },
    merged: { build: false },
  },
  {
    title: 'wishes add up',
    older: { pull: true },
    newer: { noCache: true, always: true },
    merged: { pull: true, noCache: true, always: true },
  },
]

const anyWishes = fc.record(
  { build: fc.boolean(), pull: fc.boolean(), noCache: fc.boolean(), always: fc.boolean() },
  { requiredKeys: [] },
)

describe('mergeWishes', () => {
  it.each(table)('$title', ({ older, newer, merged }) => {
    expect(mergeWishes(older, newer)).toEqual(merged)
  })

  it('loses no wish to do more, and keeps what the newer said where the older wished nothing', () => {
    fc.assert(
      fc.property(anyWishes, anyWishes, (older, newer) => {
        const merged = mergeWishes(older, newer)
        for (const name of ['build', 'pull', 'noCache', 'always'] as const) {
          expect(merged[name]).toBe(older[name] === true ? true : newer[name])
        }
      }),
    )
  })
})
