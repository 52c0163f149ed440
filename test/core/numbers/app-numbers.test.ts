import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAppNumbers } from '../../../src/core/numbers/app-numbers.ts'
import { daysUntil, firstMoment } from '../../../src/core/numbers/days.ts'
import type { DeploymentNumbers } from '../../../src/core/numbers/deployment-numbers.ts'
import { median, percentile } from '../../../src/core/numbers/percentile.ts'

const now = Date.parse('2026-03-02T10:00:00Z')
const states = { s: 'succeeded', f: 'failed', r: 'rolled_back' } as const

/** `s 01T09:00 5000`: how it ended, when in March (or `02-28T…`), and how long after its push, in milliseconds. */
const rows = (...lines: string[]): DeploymentNumbers[] =>
  lines.map((line, index) => {
    const [state = '', when = '', ms] = line.split(' ')
    const finishedAt = Date.parse(`2026-${when.includes('-') ? when : `03-${when}`}Z`)
    const pushed = ms === undefined ? {} : { pushToLiveMs: Number(ms) }
    const end = states[state as keyof typeof states]
    return { id: index + 1, app: 'shop', state: end, createdAt: finishedAt - 1000, finishedAt, ...pushed }
  })

describe('how an app did', () => {
  it('has every day of UTC up to today, also those on which nothing happened', () => {
    expect(createAppNumbers([], 3, now)).toEqual({
      days: 3,
      byDay: [
        { day: '2026-02-28', succeeded: 0, failed: 0 },
        { day: '2026-03-01', succeeded: 0, failed: 0 },
        { day: '2026-03-02', succeeded: 0, failed: 0 },
      ],
    })
  })

  it('counts by the day a deployment ended, to the millisecond', () => {
    const { byDay } = createAppNumbers(rows('s 01T23:59:59.999 10', 'f 02T00:00:00.000'), 2, now)
    expect(byDay).toEqual([
      { day: '2026-03-01', succeeded: 1, failed: 0, medianMs: 10 },
      { day: '2026-03-02', succeeded: 0, failed: 1 },
    ])
  })

  it('leaves out what ended before the first day, or has yet to be', () => {
    const { failureRate, byDay } = createAppNumbers(rows('f 02-28T23:59:59', 's 01T00:00:00', 'f 02T10:00:01'), 2, now)
    expect(failureRate).toBe(0)
    expect(byDay.map(({ succeeded, failed }) => [succeeded, failed])).toEqual([
      [1, 0],
      [0, 0],
    ])
  })

  it('takes from push to live of what succeeded alone, and of pushes alone', () => {
    const all = rows('s 01T01:00:00 100', 's 01T02:00:00 300', 'f 01T03:00:00 9000', 's 01T04:00:00')
    expect(createAppNumbers(all, 7, now).pushToLive).toEqual({ medianMs: 200, p90Ms: 300 })
  })

  it('says nothing of pushes where there was none', () => {
    expect(createAppNumbers(rows('s 01T01:00:00'), 7, now)).not.toHaveProperty('pushToLive')
  })

  it.each([
    { title: 'all went well', lines: ['s 01T01:00:00', 's 01T02:00:00'], rate: 0 },
    { title: 'a rollback has failed, too', lines: ['s 01T01:00:00', 'r 01T02:00:00'], rate: 0.5 },
    { title: 'none went well', lines: ['f 01T01:00:00', 'f 01T02:00:00'], rate: 1 },
    { title: 'none ended', lines: [], rate: undefined },
  ])('failure rate: $title', ({ lines, rate }) => {
    expect(createAppNumbers(rows(...lines), 7, now).failureRate).toBe(rate)
  })

  it.each([
    { title: 'never broken', lines: ['s 01T01:00:00', 's 01T02:00:00'], ms: undefined },
    {
      title: 'from the first of several failures',
      lines: ['s 01T01:00:00', 'f 01T02:00:00', 'r 01T02:30:00', 's 01T03:00:00'],
      ms: 3_600_000,
    },
    { title: 'still broken', lines: ['s 01T01:00:00', 'f 01T02:00:00'], ms: undefined },
    { title: 'broken since nobody knows when', lines: ['f 01T02:00:00', 's 01T03:00:00'], ms: undefined },
    {
      title: 'the median of several',
      lines: ['s 01T01:00:00', 'f 01T02:00:00', 's 01T02:00:10', 'f 01T03:00:00', 's 01T03:00:30'],
      ms: 20_000,
    },
  ])('time to recover: $title', ({ lines, ms }) => {
    expect(createAppNumbers(rows(...lines), 7, now).recoverMs).toBe(ms)
  })
})

const anyRow = fc.record({
  id: fc.nat(),
  app: fc.constant('shop'),
  state: fc.constantFrom(...Object.values(states)),
  createdAt: fc.constant(0),
  finishedAt: fc.integer({ min: now - 40 * 86_400_000, max: now + 86_400_000 }),
  pushToLiveMs: fc.nat(),
})

describe('of any deployments', () => {
  const numbers = fc.tuple(fc.uniqueArray(anyRow, { selector: ({ id }) => id }), fc.integer({ min: 1, max: 31 }))

  it('the days add up to what counts, and the rate is their share', () => {
    fc.assert(
      fc.property(numbers, ([all, days]) => {
        const counted = all.filter(({ finishedAt }) => finishedAt >= firstMoment(days, now) && finishedAt <= now)
        const { byDay, failureRate } = createAppNumbers(all, days, now)
        const sum = (of: 'succeeded' | 'failed') => byDay.reduce((total, day) => total + day[of], 0)
        expect(sum('succeeded') + sum('failed')).toBe(counted.length)
        expect(byDay.map(({ day }) => day)).toEqual(daysUntil(days, now))
        if (counted.length > 0) expect(failureRate).toBeCloseTo(sum('failed') / counted.length)
      }),
    )
  })

  it('their order does not matter, and nothing is changed in place', () => {
    fc.assert(
      fc.property(numbers, ([all, days]) => {
        const before = structuredClone(all)
        expect(createAppNumbers([...all].reverse(), days, now)).toEqual(createAppNumbers(all, days, now))
        expect(all).toEqual(before)
      }),
    )
  })

  it('the median is not above the ninetieth of a hundred, and both lie among the values', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), values => {
        const [middle = -1, high = -1] = [median(values), percentile(values, 90)]
        expect(middle).toBeGreaterThanOrEqual(Math.min(...values))
        expect(values).toContain(high)
        if (values.length >= 2) expect(high).toBeGreaterThanOrEqual(Math.floor(middle))
      }),
    )
  })

  it('nine of ten values do not exceed the ninetieth of a hundred', () => {
    const ten = Array.from({ length: 10 }, (_, index) => index + 1)
    expect([percentile(ten, 90), percentile([7], 90), percentile([], 90), median([1, 2]), median([])]).toEqual([
      ...[9, 7, undefined, 2, undefined],
    ])
  })
})
