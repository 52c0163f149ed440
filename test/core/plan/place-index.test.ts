import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPlaceIndex } from '../../../src/core/plan/place-index.ts'
import { placeName, reaches } from '../../../src/core/plan/places.ts'

const place = fc.array(fc.constantFrom('a', 'ab', 'b'), { maxLength: 4 }).map(parts => `/${parts.join('/')}`)

describe('a place index', () => {
  it('finds what looking at every place would find, in their order and each once', () => {
    const property = fc.property(fc.array(fc.tuple(place, fc.nat(5))), fc.array(place), (places, paths) => {
      const find = createPlaceIndex(places)
      for (const path of paths) {
        const expected = places.filter(([known]) => reaches(path, known)).map(([, value]) => value)
        expect(find(path)).toEqual([...new Set(expected)])
      }
    })
    fc.assert(property, { numRuns: 300 })
  })
})

describe('the name of a place', () => {
  it('is relative to the root where it is inside', () => {
    expect(
      ['/srv/shop', '/srv/shop/web/a', '/srv/shopping', '/etc/hosts'].map(path => placeName('/srv/shop', path)),
    ).toEqual(['.', 'web/a', '/srv/shopping', '/etc/hosts'])
  })
})
