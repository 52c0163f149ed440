import { describe, expect, it } from 'vitest'
import { parseUntil } from '../../../src/core/hold/parse-until.ts'

const now = Date.parse('2026-11-22T15:30:00Z')
const berlin = (at: number) =>
  at >= Date.parse('2026-03-29T01:00Z') && at < Date.parse('2026-10-25T01:00Z') ? 120 : 60
const at = (text: string, from = now, offset: (at: number) => number = () => 60) =>
  new Date(parseUntil(text, from, offset)).toISOString()

describe('when something ends', () => {
  it.each([
    ['45m', '2026-11-22T16:15:00.000Z'],
    ['2h', '2026-11-22T17:30:00.000Z'],
    ['1h30m', '2026-11-22T17:00:00.000Z'],
    ['1d', '2026-11-23T15:30:00.000Z'],
    ['90s', '2026-11-22T15:31:30.000Z'],
    ['30min', '2026-11-22T16:00:00.000Z'],
    [' 2h ', '2026-11-22T17:30:00.000Z'],
  ])('is %s from now', (text, expected) => expect(at(text)).toBe(expected))

  it.each([
    ['17:00', '2026-11-22T16:00:00.000Z'],
    ['16:30', '2026-11-23T15:30:00.000Z'],
    ['9:05', '2026-11-23T08:05:00.000Z'],
    ['00:00', '2026-11-22T23:00:00.000Z'],
  ])('is the next %s of local time', (text, expected) => expect(at(text)).toBe(expected))

  it.each([
    ['2026-11-22T17:00Z', '2026-11-22T17:00:00.000Z'],
    ['2026-11-22T17:00:30.5+02:00', '2026-11-22T15:00:30.500Z'],
    ['2026-11-22T17:00-0500', '2026-11-22T22:00:00.000Z'],
    ['2026-11-24 08:00', '2026-11-24T07:00:00.000Z'],
  ])('is the moment %s, local without a zone', (text, expected) => {
    expect(at(text, Date.parse('2026-11-22T12:00Z'))).toBe(expected)
  })

  it('is right over the night in which the clocks change', () => {
    expect(at('09:00', Date.parse('2026-10-24T18:00Z'), berlin)).toBe('2026-10-25T08:00:00.000Z')
    expect(at('09:00', Date.parse('2026-03-28T18:00Z'), berlin)).toBe('2026-03-29T07:00:00.000Z')
  })

  it.each([
    ['', 'is no time'],
    ['tomorrow', 'is no time'],
    ['25:00', 'is no time'],
    ['17:60', 'is no time'],
    ['2026-02-30T10:00Z', 'is no time'],
    ['2026-11-23', 'is no time'],
    ['-2h', 'is no time'],
    ['1e3h', 'is no time'],
    ['0m', 'is over already'],
    ['2026-11-22T15:30Z', 'is over already'],
    ['400d', 'is more than a year away'],
    ['99999h', 'is more than a year away'],
  ])('is not %j', (text, why) => {
    expect(() => parseUntil(text, now, () => 60)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(why) }),
    )
  })
})
