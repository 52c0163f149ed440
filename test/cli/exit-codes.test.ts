import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { exitCodeOf, exitCodes } from '../../src/cli/exit-codes.ts'

describe('exit codes', () => {
  it('stand in the handbook as they are in the code', () => {
    const handbook = readFileSync('docs/operations.md', 'utf8')
    const rows = [...handbook.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, status, meaning]) => ({
      status: Number(status),
      meaning,
    }))
    expect(rows).toEqual(Object.values(exitCodes).map(({ status, meaning }) => ({ status, meaning })))
  })

  it.each([
    ['USAGE', 2],
    ['NO_SERVER', 69],
    ['INTERNAL', 70],
    ['CONFIG_NOT_FOUND', 78],
    ['SECRET_MISSING', 78],
    ['BUILD_FAILED', 1],
    ['APP_UNKNOWN', 1],
  ] as const)('%s leads to %i', (code, status) => expect(exitCodeOf(code)).toBe(status))
})
