import { expect, it } from 'vitest'
import { lateRefWaitMs } from '../../../src/core/sync/late-ref.ts'

it('waits longer each time, 30 s in all', () => {
  const waits: number[] = []
  let waitedMs = 0
  for (;;) {
    const waitMs = lateRefWaitMs(waits.length, waitedMs)
    if (waitMs === undefined) break
    waits.push(waitMs)
    waitedMs += waitMs
  }
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 14_250])
  expect(waitedMs).toBe(30_000)
})
