import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextPath } from '../../../src/core/access/next-path.ts'
import { hostileRedirects } from '../../support/hostile.ts'

describe('where to go after signing in', () => {
  it.each(['/', '/apps/shop', '/deployments?search=a%20b&app=shop', '/docs', '/signs'])('is %s, as it was', path => {
    expect(nextPath(path)).toBe(path)
  })

  it.each(hostileRedirects)('is the first page instead of %j', path => {
    expect(nextPath(path)).toBe('/')
  })

  it('is our own origin for any text, and for any text that looks like a path', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '//',
      ':',
      '@',
      '%2f',
      '%5c',
      '?',
      '#',
      '\t',
      '\n',
      '\r',
      ' ',
      'evil.example',
      'http:',
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(piece).map(pieces => pieces.join('')),
      fc.webPath(),
    )
    fc.assert(
      fc.property(text, rest => {
        for (const wanted of [rest, `/${rest}`]) {
          const next = nextPath(wanted)
          expect(new URL(next, 'https://redhook.example.com').origin).toBe('https://redhook.example.com')
          expect(next).toMatch(/^\/(?![/\\])[!-~]*$|^\/$/)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
