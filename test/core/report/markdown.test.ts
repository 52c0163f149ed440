import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeMarkdown, fencedMarkdown, plainMarkdown, withinLimit } from '../../../src/core/report/markdown.ts'

const hidden = '\u200b'

describe('foreign text in Markdown', () => {
  it.each([
    ['**bold** _x_ `code`', '\\*\\*bold\\*\\* \\_x\\_ \\`code\\`'],
    ['<img src=x onerror=alert(1)>', '\\<img src=x onerror=alert(1)\\>'],
    ['[here](https://evil.example.com)', `\\[here\\](https:${hidden}//evil.example.com)`],
    ['@octocat, see acme/shop#12', `@${hidden}octocat, see acme/shop\\#${hidden}12`],
    ['www.evil.example.com and GH-12', `www${hidden}.evil.example.com and GH${hidden}-12`],
    ['# not a heading', `\\#${hidden} not a heading`],
    ['1. not a list', '1\\. not a list'],
    ['- neither', '\\- neither'],
    ['&lt;b&gt; \\*', '\\&lt;b\\&gt; \\\\\\*'],
    ['two\n\n# lines', `two \\#${hidden} lines`],
  ])('says %s as it is', (text, markdown) => {
    expect(plainMarkdown(text, 500)).toBe(markdown)
  })

  it.each([
    ['web', '`web`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a```b`', '```` a```b` ````'],
    ['', '` `'],
    ['two\nlines', '`two lines`'],
  ])('keeps %j in its code', (text, markdown) => {
    expect(codeMarkdown(text, 100)).toBe(markdown)
  })

  it('cannot end the block that it stands in', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom('```', '````', '~~~', '   ```', '```\n# out', '\r\n```\r\n', '\u001b[0m```', '``\u200b`'),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), lines => {
        const block = fencedMarkdown(lines, 8).split('\n')
        const fence = /^(`{3,})text$/.exec(block[0] ?? '')?.[1] ?? ''
        const inner = block.slice(1, -1)
        expect(fence.length).toBeGreaterThanOrEqual(3)
        expect(block.at(-1)).toBe(fence)
        expect(inner.length).toBe(lines.length)
        for (const one of inner) expect(/^ {0,3}(`{3,})\s*$/.exec(one)?.[1]?.length ?? 0).toBeLessThan(fence.length)
      }),
    )
  })

  it('keeps the last lines of a long log', () => {
    expect(fencedMarkdown(['one', 'two', 'three'], 2)).toBe('```text\ntwo\nthree\n```')
  })

  it('leaves out whole parts from the end where a forge takes no more', () => {
    const parts = ['first', '`'.repeat(3), 'x'.repeat(100)]
    expect(withinLimit(parts, 60)).toBe('first\n\n```\n\n_The rest is in the log._')
    expect(withinLimit(['y'.repeat(100)], 60)).toHaveLength(60)
    expect(withinLimit(['a', 'b'], 60)).toBe('a\n\nb')
  })
})
