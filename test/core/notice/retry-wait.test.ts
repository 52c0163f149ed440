import { describe, expect, it } from 'vitest'
import { giveUpMs, retryWaitMs } from '../../../src/core/notice/retry-wait.ts'

const minuteMs = 60_000

describe('how long to wait before a message is sent again', () => {
  it('grows from ten seconds to an hour', () => {
    const waits = Array.from({ length: 9 }, (_, index) => retryWaitMs({ attempts: index + 1, createdAt: 0 }, 0))
    expect(waits.map(ms => (ms ?? 0) / 1000)).toEqual([10, 30, 60, 120, 300, 900, 1800, 3600, 3600])
  })

  it('is as long as the other side asks for, but never over an hour', () => {
    expect(retryWaitMs({ attempts: 1, createdAt: 0 }, 0, 2 * minuteMs)).toBe(2 * minuteMs)
    expect(retryWaitMs({ attempts: 3, createdAt: 0 }, 0, 1_000)).toBe(minuteMs)
    expect(retryWaitMs({ attempts: 1, createdAt: 0 }, 0, 90 * 24 * 60 * minuteMs)).toBe(60 * minuteMs)
  })

  it('is over after a day', () => {
    expect(retryWaitMs({ attempts: 30, createdAt: 0 }, giveUpMs - 61 * minuteMs)).toBe(60 * minuteMs)
    expect(retryWaitMs({ attempts: 30, createdAt: 0 }, giveUpMs - 59 * minuteMs)).toBeUndefined()
  })
})
