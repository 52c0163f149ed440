import { describe, expect, it } from 'vitest'
import { formatName, parseFullName } from '../../../src/core/delivery/repository-name.ts'

describe('parseFullName', () => {
  it.each([
    ['acme/shop', { owner: 'acme', name: 'shop' }],
    ['acme/web/shop', { owner: 'acme/web', name: 'shop' }],
    ['a/b/c/d', { owner: 'a/b/c', name: 'd' }],
    ['*/shop', { owner: '*', name: 'shop' }],
  ])('takes for the owner of %s all before the last slash', (text, parsed) => {
    expect(parseFullName(text)).toEqual(parsed)
    expect(formatName(parsed)).toBe(text)
  })

  it.each(['', 'shop', '/', '/shop', 'acme/', '/acme/shop', 'acme//shop', 'acme/shop/', '//'])('refuses %j', text => {
    expect(parseFullName(text)).toBeUndefined()
  })
})
