import { describe, expect, it } from 'vitest'
import { deliveryIdOf, keepHeaders } from '../../../src/core/delivery/delivery-headers.ts'

describe('keepHeaders', () => {
  it('keeps those that are named, and what kind of body came from whom', () => {
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'x'.repeat(300),
      'x-gitlab-event': 'Push Hook',
      'x-gitlab-token': 'secret',
      'x-github-event': 'push',
      authorization: 'Basic x',
    }
    expect(keepHeaders(headers, ['x-gitlab-event', 'x-gitlab-instance'])).toEqual({
      'content-type': 'application/json',
      'user-agent': 'x'.repeat(256),
      'x-gitlab-event': 'Push Hook',
    })
  })
})

describe('deliveryIdOf', () => {
  it.each([
    ['f0e1', 'f0e1'],
    ['{f0e1-2}', '{f0e1-2}'],
    [undefined, 'body-abc'],
    ['', 'body-abc'],
    ['two words', 'body-abc'],
    ['x'.repeat(129), 'body-abc'],
    ['line\nend', 'body-abc'],
  ])('takes %j for %s', (claimed, id) => {
    expect(deliveryIdOf(claimed, 'abc')).toBe(id)
  })
})
