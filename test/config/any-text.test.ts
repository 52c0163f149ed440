import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRegistry } from '../../src/config/read-registry.ts'

const options = { shownFile: 'redhook.yml', folder: '/nowhere', lookup: () => undefined, inContainer: false }

/** Either content, or problems that each name a place in the text. */
function expectAnAnswer(text: string): void {
  const result = readRegistry(text, options)
  if (!('problems' in result)) return
  const lines = text.split('\n').length
  expect(result.problems.length).toBeGreaterThan(0)
  for (const { line, column, message } of result.problems) {
    expect(line).toBeGreaterThanOrEqual(1)
    expect(line).toBeLessThanOrEqual(lines)
    expect(column).toBeGreaterThanOrEqual(1)
    expect(message).not.toBe('')
  }
}

const words = [
  'repos',
  'acme/shop',
  'path',
  '/srv/a',
  'shop',
  'project',
  'server',
  'defaults',
  'environment',
  'health',
  'timeout',
]
const signs = [
  ': ',
  ':\n  ',
  ':\n    ',
  '- ',
  '[',
  ']',
  '{',
  '}',
  ', ',
  '&a ',
  '*a',
  '<<: ',
  '"',
  "'",
  '|\n',
  '${',
  '$${A}',
  '!x ',
  '#',
  '\n',
  '\n  ',
  '~',
  '1',
  '__proto__',
  '\t',
  '---',
  '? ',
]
const yamlish = fc.array(fc.constantFrom(...words, ...signs), { maxLength: 40 }).map(parts => parts.join(''))

describe('any text', () => {
  it('is a registry or has mistakes with places', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), expectAnAnswer), { numRuns: 300 })
  })

  it('does so when it looks like YAML', () => {
    fc.assert(fc.property(yamlish, expectAnAnswer), { numRuns: 1500 })
  })

  it('does so when it is a map of anything', () => {
    const anything = fc.record({
      repos: fc.dictionary(fc.constantFrom('a/b', 'c', '*/d', '__proto__'), fc.jsonValue()),
      server: fc.jsonValue(),
    })
    fc.assert(
      fc.property(anything, value => expectAnAnswer(JSON.stringify(value))),
      { numRuns: 300 },
    )
  })

  it.each([
    ['deep lists', `repos: ${'['.repeat(20_000)}`],
    ['deep maps', `repos: ${'{a: '.repeat(2_000)}${'}'.repeat(2_000)}`],
    [
      'aliases of aliases',
      `a: &a0 [x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &a${i + 1} [${`*a${i}, `.repeat(9)}]\n`).join('')}repos: *a30\n`,
    ],
    ['a map that holds itself', 'repos: &r\n  acme/shop: *r\n'],
    ['a map that merges itself', 'repos: &r\n  <<: *r\n'],
  ])('comes to an end with %s', (_title, text) => expectAnAnswer(text))
})
