import { describe, expect, it } from 'vitest'
import { pollWaitMs } from '../../../src/core/polling/poll-wait.ts'

const seconds = (everyMs: number, failures: number, random = 0.5) => pollWaitMs(everyMs, failures, random) / 1_000

describe('pollWaitMs', () => {
  it.each([
    ['the interval while the remote answers', 60_000, [0, 0], [60, 60]],
    [
      'twice as long after each further failure, up to ten minutes',
      60_000,
      [1, 2, 3, 4, 5, 30],
      [60, 120, 240, 480, 600, 600],
    ],
    ['from a short interval on, too', 10_000, [1, 2, 6, 7], [10, 20, 320, 600]],
    [
      'sooner than a long interval, since a remote that was away may be back',
      3_600_000,
      [0, 1, 2, 9],
      [3_600, 60, 120, 600],
    ],
  ])('is %s', (_, everyMs, failures, waits) => {
    expect(failures.map(count => seconds(everyMs, count))).toEqual(waits)
  })

  it('differs by a tenth at most, so that remotes are not asked all at once', () => {
    expect([0, 0.25, 0.999].map(random => seconds(60_000, 0, random))).toEqual([54, 57, 65.988])
  })
})
