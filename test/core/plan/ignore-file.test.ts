import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createIgnore } from '../../../src/core/plan/ignore-file.ts'
import { contextSamples } from '../../support/ignore-cases.ts'
import { ignoreTable, refusedIgnores } from '../../support/ignore-table.ts'

describe('an ignore file', () => {
  it.each(ignoreTable)('$title', ({ ignore, sent, excluded }) => {
    const isExcluded = createIgnore(ignore)
    const paths = [...sent, ...excluded]
    expect(paths.filter(isExcluded)).toEqual(excluded)
  })

  it.each(refusedIgnores)('excludes nothing where the builder would refuse it: %j', ignore => {
    expect(createIgnore(ignore)('a')).toBe(false)
  })

  it.each(['a\n[[:alpha:]]\n', 'a\n\\d\n'])('excludes nothing where we had rather not judge it: %j', ignore => {
    expect(createIgnore(ignore)('a')).toBe(false)
  })

  it('answers the same in whatever order paths come', () => {
    const property = ({ files, ignore }: { files: readonly string[]; ignore: string }) => {
      const [inOrder, backwards] = [createIgnore(ignore), createIgnore(ignore)]
      const reversed = files.toReversed().map(file => [file, backwards(file)] as const)
      expect(Object.fromEntries(reversed)).toEqual(Object.fromEntries(files.map(file => [file, inOrder(file)])))
    }
    fc.assert(fc.property(contextSamples, property))
  })

  it('sends more for one more exception at its end, never less', () => {
    const property = ({ files, ignore }: { files: readonly string[]; ignore: string }) => {
      const before = createIgnore(ignore)
      const after = createIgnore(`${ignore}!**/b.md\n`)
      for (const file of files.filter(after)) expect(before(file)).toBe(true)
    }
    fc.assert(fc.property(contextSamples, property))
  })
})
