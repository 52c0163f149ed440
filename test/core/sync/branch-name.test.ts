import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isBranchName } from '../../../src/core/sync/branch-name.ts'

const git = (name: string): boolean => {
  try {
    execFileSync('git', ['check-ref-format', `refs/heads/${name}`], { stdio: 'ignore' })
    return !name.startsWith('-') && name !== 'HEAD'
  } catch {
    return false
  }
}

describe('a branch name', () => {
  it.each(['main', 'feature/x-1', '$(id)', "it's", 'a;b&c', 'ünï', 'a@b', 'x.locked', 'a{b}', '"', '|', '@/x'])(
    '%s is one',
    name => expect(isBranchName(name)).toBe(true),
  )

  it.each([
    '',
    '-x',
    '--upload-pack=x',
    'a b',
    'a..b',
    '.a',
    'a/.b',
    'a.',
    'a/',
    '/a',
    'a//b',
    'a.lock',
    'a.lock/b',
    'a~1',
    'a^',
    'a:b',
    'a?',
    'a*',
    'a[b',
    'a\\b',
    'a@{1}',
    '@',
    'HEAD',
    'a\nb',
    'a\u0000b',
    'a\u007fb',
  ])('%j is none', name => expect(isBranchName(name)).toBe(false))

  it('is judged as git judges it', () => {
    const words = fc.array(
      fc.constantFrom('a', '.', '/', '-', '@', '{', '~', ' ', '*', '.lock', '..', '\\', 'é', '\t'),
      { minLength: 1, maxLength: 5 },
    )
    // `@` alone is a name of HEAD to every command but check-ref-format.
    const names = words.map(parts => parts.join('')).filter(name => name !== '@')
    fc.assert(
      fc.property(names, name => isBranchName(name) === git(name)),
      { numRuns: 60 },
    )
  })
})
