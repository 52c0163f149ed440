import fc from 'fast-check'
import type { ContextSample } from './build-context.ts'

const folders = ['a', 'b', 'ab', 'src', 'lib.d', 'with space', '.hidden', 'x-y']
const names = [
  'a',
  'b.md',
  'ab.txt',
  '.env',
  'README.md',
  'x-y.log',
  'c d',
  'a+b',
  '(1)',
  'ä',
  '!b',
  '#c',
  'f[1].ts',
  'q?',
  '😀',
]

const path = fc
  .tuple(fc.array(fc.constantFrom(...folders), { maxLength: 3 }), fc.constantFrom(...names))
  .map(([parents, name]) => [...parents, `${name}`].join('/'))

/** No path of the tree is the folder of another. */
const tree = fc
  .uniqueArray(path, { minLength: 4, maxLength: 25 })
  .map(paths => paths.filter(one => !paths.some(other => other.startsWith(`${one}/`))))

/** A part of a path as a pattern might say it. */
const part = (text: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(text.replaceAll(/[[\]?*\\]/g, '\\$&')) },
    { weight: 1, arbitrary: fc.constant(text) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('*', '**', '?', '[a-c]', '[^a]', '*.md', 'a*', '**b', 'a**', '.*', '[!-z]*'),
    },
    { weight: 1, arbitrary: fc.constant(`${text.slice(0, 1).replaceAll(/[[\]?*\\]/g, '\\$&')}*`) },
    { weight: 1, arbitrary: fc.constant(`*${text.slice(-1).replaceAll(/[[\]?*\\]/g, '\\$&')}`) },
    { weight: 1, arbitrary: fc.constant(text.replace(/^[a-z]/, '?')) },
    { weight: 1, arbitrary: fc.constant(text.replace(/^[a-z]/, '[a-z]')) },
    { weight: 1, arbitrary: fc.constant(text.replace(/^[a-z.+(]/, '[$&]')) },
  )

const decorate = (pattern: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constant(pattern) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        `/${pattern}`,
        `${pattern}/`,
        `./${pattern}`,
        `b/../${pattern}`,
        `/../${pattern}`,
        `${pattern}//`,
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom(`  ${pattern}`, `${pattern} \t`, `${pattern}\r`) },
    { weight: 2, arbitrary: fc.constantFrom(`**/${pattern}`, `${pattern}/**`, `${pattern}/*`, `**/${pattern}/**`) },
  )

/** The first few parts of a path that is there, mostly. */
const patternFor = (paths: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...paths), fc.integer({ min: 1, max: 4 }), fc.boolean())
    .chain(([one, length, fromEnd]) => {
      const parts = one.split('/')
      const some = fromEnd ? parts.slice(-length) : parts.slice(0, length)
      return fc.tuple(...some.map(part)).map(told => told.join('/'))
    })
    .chain(decorate)

const line = (paths: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: patternFor(paths) },
    { weight: 4, arbitrary: patternFor(paths).map(pattern => `!${pattern}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '# a comment',
        '',
        '   ',
        '*',
        '**',
        '.',
        '/',
        ' # no comment',
        '! a',
        '\\!b',
        '\\#c',
        '*/*',
      ),
    },
  )

/** A tree and an ignore file that has to do with it. */
export const contextSamples: fc.Arbitrary<Required<Pick<ContextSample, 'files' | 'ignore'>>> = tree
  .filter(files => files.length > 0)
  .chain(files =>
    fc
      .tuple(fc.array(line(files), { minLength: 1, maxLength: 7 }), fc.constantFrom('', '', '', '\uFEFF'))
      .map(([lines, mark]) => ({ files, ignore: `${mark}${lines.join('\n')}\n` })),
  )
