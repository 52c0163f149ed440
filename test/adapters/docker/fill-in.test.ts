import { describe, expect, it } from 'vitest'
import { fillIn } from '../../../src/adapters/docker/fill-in.ts'

const variables = { A: 'a', EMPTY: '' }

describe('a text of a Compose file is filled in', () => {
  it.each([
    ['plain', 'plain'],
    ['$A/${A}', 'a/a'],
    ['$$A $${A}', '$A ${A}'],
    ['${NONE:-x} ${EMPTY:-x} ${EMPTY-x} ${A:-x}', 'x x  a'],
    ['${NONE:+x}${EMPTY:+x}${EMPTY+y}${A:+z}', 'yz'],
    ['${A:?needed} ${EMPTY?needed}', 'a '],
  ])('%s', (text, filled) => {
    expect(fillIn(text, variables)).toBe(filled)
  })

  it.each(['$NONE', '${NONE}', '${NONE:?needed}', '${EMPTY:?needed}', '${NONE:-${A}}', '${', '${toString}'])(
    'but %s can’t be',
    text => {
      expect(fillIn(text, variables)).toBeUndefined()
    },
  )
})
