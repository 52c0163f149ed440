import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBuildStep } from '../../../src/cli/render/build-progress.ts'
import { formatTable } from '../../../src/cli/render/table.ts'
import { formatMoment } from '../../../src/cli/render/time.ts'
import { textWidth, truncate } from '../../../src/cli/render/width.ts'

describe('the width of a text', () => {
  it.each([
    ['', 0],
    ['shop', 4],
    ['Zoë', 3],
    ['e\u0301', 1],
    ['修正', 4],
    ['ｶﾞ', 1],
    ['한글', 4],
    ['🚀', 2],
    ['👩‍🚀', 2],
    ['❤️', 2],
    ['a\u200bb', 2],
    ['…–✔', 3],
  ])('%j takes %i columns', (text, width) => expect(textWidth(text)).toBe(width))

  it('is never more than asked for once it is cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, width) => {
        expect(textWidth(truncate(text, width))).toBeLessThanOrEqual(Math.max(width, 0))
      }),
    )
  })

  it('cuts before a wide character that would not fit', () => expect(truncate('修正中', 4)).toBe('修…'))
})

describe('a table in a terminal', () => {
  const columns = [
    { title: 'APP' },
    { title: 'SUBJECT', shrink: true, spare: 1 },
    { title: 'WHY', shrink: true },
    { title: 'NOTE', optional: true },
  ] as const
  const row = ['shop', 'a subject that is long', 'a reason that is much longer than that', '']

  it('takes from the widest first, and leaves out what is empty', () => {
    expect(formatTable(columns, [row], 40)).toBe(
      `APP   SUBJECT           WHY
shop  a subject that …  a reason that i…
`,
    )
  })

  it('leaves spare columns out where shrinking is not enough', () => {
    expect(formatTable(columns, [row], 20)).toBe('APP   WHY\nshop  a reason that…\n')
  })

  it('has no line that is longer than the terminal is wide', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 30 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell, cell), { maxLength: 4 }),
        fc.integer({ min: 1, max: 60 }),
        (rows, width) => {
          for (const line of formatTable(columns, rows, width).split('\n'))
            expect(textWidth(line)).toBeLessThanOrEqual(width)
        },
      ),
    )
  })
})

it.each([
  ['#7 [web 2/5] RUN npm ci', 'web 2/5 RUN npm ci'],
  ['#12 [2/5] COPY . .', '2/5 COPY . .'],
  ['#1 [internal] load build definition', undefined],
  ['#7 0.5 added 12 packages', undefined],
])('a build says what it is at: %s', (line, step) => expect(readBuildStep(line)).toBe(step))

it('tells a moment of today by its time, of another day with that', () => {
  const now = Date.parse('2026-05-01T12:00:00Z')
  expect(formatMoment('2026-05-01T17:00:00Z', now)).toBe('17:00 UTC')
  expect(formatMoment('2026-05-02T00:00:00Z', now)).toBe('2026-05-02 00:00 UTC')
})
