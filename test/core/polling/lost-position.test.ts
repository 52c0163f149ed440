import { describe, expect, it } from 'vitest'
import {
  chooseLost,
  formatPosition,
  listSince,
  mostAgain,
  nextPosition,
  parsePosition,
} from '../../../src/core/polling/lost-position.ts'

const dayMs = 86_400_000
const now = 10 * dayMs
const failed = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ delivery: `d${index}`, at: now - 1_000 * (count - index) }))

describe('the position in failed deliveries', () => {
  it.each([
    ['begins now: nothing that failed before is a loss of ours', undefined, now],
    ['goes on where it was', { since: now - 1_000, done: [] }, now - 1_000],
    ['goes back no further than the forge sends again', { since: 0, done: [] }, now - 3 * dayMs],
  ])('%s', (_, position, since) => {
    expect(listSince(position, now)).toBe(since)
  })

  it('asks for each once, the oldest first, and for so many at most', () => {
    const all = failed(mostAgain + 5).toReversed()
    expect(chooseLost(all, { since: 0, done: ['d0', 'd2'] }).map(({ delivery }) => delivery)).toEqual(
      Array.from({ length: mostAgain + 2 }, (_, index) => `d${index}`).filter(id => id !== 'd0' && id !== 'd2'),
    )
  })

  it('moves on after a look, and to the last that was asked for where there were more', () => {
    expect(nextPosition(undefined, failed(2), now)).toEqual({ since: now - 300_000, done: ['d0', 'd1'] })
    const many = failed(mostAgain)
    expect(nextPosition(undefined, many, now)).toMatchObject({ since: (many.at(-1)?.at ?? 0) - 300_000 })
  })

  it('is kept as it is', () => {
    const position = { since: 12, done: ['a', 'b'] }
    expect(parsePosition(formatPosition(position))).toEqual(position)
    expect([undefined, '', 'x y'].map(parsePosition)).toEqual([undefined, undefined, undefined])
  })
})
