import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { whyInvalidBranch } from '../../src/core/branch.ts'

const names = [
  ...[
    'main',
    'feature/x',
    'a.b',
    '$(touch${IFS}pwned)',
    'ünïcode',
    'a;b',
    "it's",
    'refs/heads/main',
    'x@y',
    'a-',
    '{}',
  ],
  ...['', '-x', 'HEAD', 'a b', 'a\tb', 'a~1', 'a^', 'a:b', 'a?', 'a*', 'a[', 'a\\b', 'a..b', 'a@{1}', '/a', 'a/'],
  ...['a//b', '.a', 'a/.b', 'a.lock', 'a.lock/b', 'a.', 'a\u007fb', 'head', 'a/HEAD', 'a/-b', 'a./b', 'lock', '.lock'],
]

const gitTakes = (name: string): boolean => {
  try {
    execFileSync('git', ['check-ref-format', '--branch', name], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('whyInvalidBranch', () => {
  it.each(names)('agrees with git about %j', name => {
    expect(whyInvalidBranch(name) === undefined).toBe(gitTakes(name))
  })

  it('refuses @, which stands for HEAD', () => {
    expect(whyInvalidBranch('@')).toBe('git keeps that name for itself')
  })

  it('says what is wrong', () => {
    expect(whyInvalidBranch('a..b')).toBe('it holds two dots in a row')
  })

  it('agrees with git about any name', () => {
    const words = fc.array(
      fc.constantFrom('a', '.', '/', '-', '@', '{', '~', ' ', '*', '.lock', '..', '\\', 'é', '\t'),
      { minLength: 1, maxLength: 5 },
    )
    const anyName = words.map(parts => parts.join('')).filter(name => name !== '@')
    fc.assert(
      fc.property(anyName, name => (whyInvalidBranch(name) === undefined) === gitTakes(name)),
      { numRuns: 60 },
    )
  })
})
