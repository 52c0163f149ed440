import { describe, expect, it } from 'vitest'
import { clean } from '../../../src/cli/render/clean.ts'
import { formatTable } from '../../../src/cli/render/table.ts'
import { formatAge } from '../../../src/cli/render/time.ts'
import { truncate } from '../../../src/cli/render/width.ts'
import { formatDuration } from '../../../src/core/durations.ts'

describe('formatDuration', () => {
  it.each([
    [0, '0.0 s'],
    [-5, '0.0 s'],
    [849, '0.8 s'],
    [9_949, '9.9 s'],
    [9_960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [125_000, '2 min 5 s'],
    [3_840_000, '1 h 4 min'],
  ])('shows %i ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text))
})

describe('formatAge', () => {
  const now = Date.parse('2026-05-01T12:00:00Z')
  it.each([
    ['2026-05-01T12:00:03Z', 'just now'],
    ['2026-05-01T11:59:30Z', '30 s ago'],
    ['2026-05-01T11:00:01Z', '59 min ago'],
    ['2026-04-29T13:00:00Z', '47 h ago'],
    ['2026-04-29T12:00:00Z', '2 d ago'],
    ['not a time', 'not a time'],
  ])('shows %s as %s', (iso, text) => expect(formatAge(iso, now)).toBe(text))
})

describe('clean', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['a\tb\nc', 'a  b c'],
    ['over\rwritten\u0007\u009b', 'overwritten'],
    ['\u001b]0;title\u0007text', 'text'],
    ['plain – ünïcode', 'plain – ünïcode'],
    ['main\u202egnp.\u2066x\u2028next', 'maingnp.x next'],
  ])('makes %j safe to print', (text, safe) => expect(clean(text)).toBe(safe))
})

describe('formatTable', () => {
  const columns = [{ title: 'ID', align: 'right' } as const, { title: 'NAME' }, { title: 'WHY', shrink: true } as const]

  it('aligns columns, numbers to the right, and leaves no blanks at the end', () => {
    expect(
      formatTable(columns, [
        ['1', 'a', ''],
        ['12', 'long', 'x'],
      ]),
    ).toBe('ID  NAME  WHY\n 1  a\n12  long  x\n')
  })

  it('cuts the column that may shrink, and only in a terminal', () => {
    const rows = [['1', 'a', 'a long explanation']]
    expect(formatTable(columns, rows, 22)).toBe('ID  NAME  WHY\n 1  a     a long expl…\n')
    expect(formatTable(columns, rows)).toContain('a long explanation')
  })

  it('measures a colored cell by its text', () => {
    const cell = { text: 'ok', paint: (text: string) => `<${text}>` }
    expect(formatTable(columns, [['1', cell, 'x']])).toBe('ID  NAME  WHY\n 1  <ok>    x\n')
  })

  it('never cuts below nothing', () => expect(truncate('abc', 0)).toBe(''))
})
