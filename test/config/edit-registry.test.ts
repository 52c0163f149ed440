import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { addToRegistry, removeFromRegistry } from '../../src/config/edit-registry.ts'

const app = { path: '/srv/new', project: 'new' }
const add = (text: string): string => addToRegistry(text, 'acme/shop', app)

/** What every one of these becomes when acme/shop is added. */
const added = [
  {
    title: 'an empty text',
    before: '',
    after: 'repos:\n  acme/shop:\n    path: /srv/new\n    project: new\n',
  },
  {
    title: 'empty braces',
    before: 'repos: {} # none yet\n# The end.\n',
    after: 'repos: # none yet\n  acme/shop:\n    path: /srv/new\n    project: new\n# The end.\n',
  },
  {
    title: 'nothing below repos',
    before: 'server: { listen: 8000 }\nrepos:\n',
    after: 'server: { listen: 8000 }\nrepos:\n  acme/shop:\n    path: /srv/new\n    project: new\n',
  },
  {
    title: 'no repos at all',
    before: 'server:\n  listen: 8000 # ours\n',
    after: 'server:\n  listen: 8000 # ours\n\nrepos:\n  acme/shop:\n    path: /srv/new\n    project: new\n',
  },
  {
    title: 'other entries: at the end, after their comments, before those of what follows',
    before: 'repos:\n  z/z:\n    path: /z   # odd\n    # the end of z\n\n# Below.\ndefaults: { versions: 5 }\n',
    after:
      'repos:\n  z/z:\n    path: /z   # odd\n    # the end of z\n  acme/shop:\n    path: /srv/new\n    project: new\n\n# Below.\ndefaults: { versions: 5 }\n',
  },
  {
    title: 'entries four wide',
    before: 'repos:\n    z/z:\n        path: /z\n',
    after: 'repos:\n    z/z:\n        path: /z\n    acme/shop:\n        path: /srv/new\n        project: new\n',
  },
  {
    title: 'entries with empty lines between them',
    before: 'repos:\n  y/y: { path: /y }\n\n  z/z: { path: /z }\n',
    after: 'repos:\n  y/y: { path: /y }\n\n  z/z: { path: /z }\n\n  acme/shop:\n    path: /srv/new\n    project: new\n',
  },
  {
    title: 'an app of the repository: both become a list',
    before:
      'repos:\n  acme/shop:\n    # not yet gone\n    path: /a # s\n    note: |\n      x\n\n      y\n  z/z: { path: /z }\n',
    after:
      'repos:\n  acme/shop:\n    # not yet gone\n    - path: /a # s\n      note: |\n        x\n\n        y\n    - path: /srv/new\n      project: new\n  z/z: { path: /z }\n',
  },
  {
    title: 'an app in braces',
    before: 'repos:\n  Acme/Shop: { path: /a } # c\n  z/z: { path: /z }\n',
    after:
      'repos:\n  Acme/Shop:\n    - { path: /a } # c\n    - { path: /srv/new, project: new }\n  z/z: { path: /z }\n',
  },
  {
    title: 'a list',
    before: 'repos:\n  acme/shop:\n    - { path: /a }\n    - { path: /b } # two\n    # tail\n',
    after:
      'repos:\n  acme/shop:\n    - { path: /a }\n    - { path: /b } # two\n    # tail\n    - { path: /srv/new, project: new }\n',
  },
  {
    title: 'a list that is not indented',
    before: 'repos:\n  acme/shop:\n  - path: /a\n    project: b\n  z/z: { path: /z }\n',
    after:
      'repos:\n  acme/shop:\n  - path: /a\n    project: b\n  - path: /srv/new\n    project: new\n  z/z: { path: /z }\n',
  },
  {
    title: 'a list in brackets',
    before: "repos:\n  'acme/shop': [{ path: /a }, { path: /b }]\n",
    after: "repos:\n  'acme/shop': [{ path: /a }, { path: /b }, { path: /srv/new, project: new }]\n",
  },
  {
    title: 'all of it in braces, without a line end',
    before: '{ repos: { acme/shop: { path: /a } } }',
    after: '{ repos: { acme/shop: [{ path: /a }, { path: /srv/new, project: new }] } }',
  },
  {
    title: 'an anchor that another app uses',
    before: 'repos:\n  acme/shop: &s\n    path: /a\n  z/z:\n    <<: *s\n    project: z\n',
    after:
      'repos:\n  acme/shop:\n    - &s\n      path: /a\n    - path: /srv/new\n      project: new\n  z/z:\n    <<: *s\n    project: z\n',
  },
  {
    title: 'an alias',
    before: 'x: &b { path: /a }\nrepos:\n  acme/shop: *b\n',
    after: 'x: &b { path: /a }\nrepos:\n  acme/shop:\n    - *b\n    - path: /srv/new\n      project: new\n',
  },
  {
    title: 'lines that end as on Windows, and none at the end',
    before: '# Ours.\r\nrepos:\r\n  z/z:\r\n    path: /z',
    after: '# Ours.\r\nrepos:\r\n  z/z:\r\n    path: /z\r\n  acme/shop:\r\n    path: /srv/new\r\n    project: new\r\n',
  },
  {
    title: 'marks of a document',
    before: '---\nrepos:\n  z/z:\n    path: /z\n...\n',
    after: '---\nrepos:\n  z/z:\n    path: /z\n  acme/shop:\n    path: /srv/new\n    project: new\n...\n',
  },
]

describe('adding to a registry', () => {
  it.each(added)('keeps every other letter: $title', ({ before, after }) => expect(add(before)).toBe(after))

  it.each([
    { title: 'repos is an alias', text: 'x: &r\n  z/z: { path: /z }\nrepos: *r\n' },
    { title: 'repos is a number', text: 'repos: 7\n' },
    { title: 'the registry is a list', text: '- 1\n' },
    { title: 'it is no YAML', text: 'repos: [\n' },
    { title: 'there are two documents', text: 'repos: {}\n---\nrepos: {}\n' },
  ])('refuses, with the lines to paste, where $title', ({ text }) => {
    expect(() => add(text)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        hint: expect.stringContaining('  acme/shop:\n    path: /srv/new\n    project: new\n'),
      }),
    )
  })
})

/** What every one of these becomes when acme/shop, or the app of it that is named, is taken out. */
const removed = [
  {
    title: 'the last entry leaves an empty map',
    before: 'repos: # ours\n  # The shop.\n  acme/shop:\n    path: /a\n# The end.\n',
    after: 'repos: {} # ours\n# The end.\n',
  },
  {
    title: 'its own comments go, those of others stay',
    before:
      'repos:\n  # All.\n\n  y/y: { path: /y } # y\n  # The shop.\n  acme/shop: # s\n    path: /a\n    # tail\n  # Zed.\n  z/z: { path: /z }\n',
    after: 'repos:\n  # All.\n\n  y/y: { path: /y } # y\n  # Zed.\n  z/z: { path: /z }\n',
  },
  {
    title: 'one of a list',
    index: 0,
    before: 'repos:\n  acme/shop:\n    # one\n    - path: /a\n      project: a\n    # two\n    - path: /b\n',
    after: 'repos:\n  acme/shop:\n    # two\n    - path: /b\n',
  },
  {
    title: 'the only one of a list',
    index: 0,
    before: 'repos:\n  z/z: { path: /z }\n  acme/shop:\n    - path: /a\n',
    after: 'repos:\n  z/z: { path: /z }\n',
  },
  {
    title: 'one of a list in brackets',
    index: 1,
    before: 'repos:\n  acme/shop: [{ path: /a }, { path: /b }, { path: /c }]\n',
    after: 'repos:\n  acme/shop: [{ path: /a }, { path: /c }]\n',
  },
  {
    title: 'the first of a map in braces',
    before: 'repos: { acme/shop: { path: /a }, z/z: { path: /z } }\n',
    after: 'repos: { z/z: { path: /z } }\n',
  },
]

describe('removing from a registry', () => {
  it.each(removed)('$title', ({ before, after, index }) =>
    expect(removeFromRegistry(before, { repository: 'acme/shop', ...(index === undefined ? {} : { index }) })).toBe(
      after,
    ),
  )

  it('refuses what another entry refers to', () => {
    const text = 'repos:\n  acme/shop: &s\n    path: /a\n  z/z:\n    <<: *s\n    project: z\n'
    expect(() => removeFromRegistry(text, { repository: 'acme/shop' })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  })

  it.each(added.filter(({ before }) => /\/z/.test(before) && !/acme/i.test(before)))(
    'takes back what was added: $title',
    ({ before, after }) => {
      const taken = removeFromRegistry(after, { repository: 'acme/shop' })
      expect(parse(taken, { merge: true })).toEqual(parse(before, { merge: true }))
    },
  )
})

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/)
const value = fc.oneof(word, fc.integer(), fc.constantFrom('a: b', '- x', "it's", '# no comment', 'two\nlines\n', ''))
const entry = fc.dictionary(word, fc.oneof(value, fc.array(word, { maxLength: 2 }), fc.dictionary(word, value)), {
  minKeys: 1,
  maxKeys: 4,
})
const repository = fc.tuple(word, word).map(parts => parts.join('/'))
const registry = fc.record({
  repos: fc.dictionary(repository, fc.oneof(entry, fc.array(entry, { minLength: 1, maxLength: 3 })), { maxKeys: 4 }),
})
const style = fc.record({
  indent: fc.constantFrom(2, 3, 4),
  collectionStyle: fc.constantFrom('any' as const, 'flow' as const),
  indentSeq: fc.boolean(),
  lineWidth: fc.constantFrom(20, 0),
})

describe('any registry', () => {
  it('has the new app and all others unchanged, however it is written; taken out again, it is as before', () => {
    fc.assert(
      fc.property(registry, style, repository, fc.boolean(), (content, how, name, isWindows) => {
        const lines = `# Above.\n${stringify(content, how)}# Below.\n`
        const before = isWindows ? lines.replaceAll('\n', '\r\n') : lines
        const old = (parse(before) as { repos: Record<string, unknown> }).repos
        const after = addToRegistry(before, name, app)
        const now = (parse(after) as { repos: Record<string, unknown> }).repos
        const { [name]: mine, ...others } = now
        const { [name]: was, ...rest } = old
        expect(others).toEqual(rest)
        expect(mine).toEqual(was === undefined ? app : [was, app].flat())
        expect(after.startsWith('# Above.')).toBe(true)
        expect(after).toContain('# Below.')
        const index = Array.isArray(mine) ? mine.length - 1 : 0
        const back = (parse(removeFromRegistry(after, { repository: name, index })) as { repos: object }).repos
        expect(back).toEqual(was === undefined ? rest : { ...old, [name]: [was].flat() })
      }),
      { numRuns: 100 },
    )
  })
})
