import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseEnvFile } from '../../src/core/env-file.ts'

/** What such a file is made of; random text would rarely get past the first line. */
const special = 'ABx1=:\'"\\$${}-+#\n\r\t \uFEFFexport'

describe('parseEnvFile', () => {
  // The values on the right are what `docker compose config` 2.26 made of this very text.
  it('reads what Compose reads', () => {
    const text = [
      '\uFEFF# c',
      'export A=1 # hi',
      'B="x \\n y $A ${A}z" # c',
      "C='lit $A\\n'",
      'D: yaml',
      'E = spaced ',
      'F=a#b',
      'G=${NOPE:-dflt}',
      'H',
      'I=',
      'J="multi',
      'line"',
      'K=`bt`',
      'L=a"b"',
      'M=$A$$B',
      "N='it\\'s'",
      'O="a\\"b"',
      'P=${A:+alt}',
      'Q=x \\# y',
      'S=ok',
    ].join('\r\n')
    expect(parseEnvFile(text)).toEqual({
      A: '1',
      B: 'x \n y 1 1z',
      C: 'lit $A\\n',
      D: 'yaml',
      E: 'spaced',
      F: 'a#b',
      G: 'dflt',
      I: '',
      J: 'multi\nline',
      K: '`bt`',
      L: 'a"b"',
      M: '1$$B',
      N: "it's",
      O: 'a"b',
      P: 'alt',
      Q: 'x \\# y',
      S: 'ok',
    })
  })

  it('takes the last of two assignments', () => {
    expect(parseEnvFile('A=1\nA=2')).toEqual({ A: '2' })
  })

  it('reads the lines after one that it cannot', () => {
    expect(parseEnvFile('what is this\n=\nB="open\nC=3')).toMatchObject({ C: '3' })
  })

  it('never crashes, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...special), maxLength: 40 }), text => {
        for (const value of Object.values(parseEnvFile(text))) expect(typeof value).toBe('string')
      }),
    )
  })

  it('gives back any value in double quotes', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w .:/@#=;,-]*$/), value => {
        expect(parseEnvFile(`A="${value}"`)).toEqual({ A: value })
      }),
    )
  })
})
