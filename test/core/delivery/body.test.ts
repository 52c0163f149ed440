import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBody, payloadForm } from '../../../src/core/delivery/body.ts'

describe('parseBody', () => {
  const problem = (body: Buffer | string, form: 'json' | 'form' = 'json') => {
    const parsed = parseBody(Buffer.from(body), form)
    return 'kind' in parsed ? parsed.problem : undefined
  }

  it.each([
    ['a byte order mark', '\uFEFF{}', 'the body begins with a byte order mark'],
    ['invalid UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'the body is not UTF-8'],
    ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'the body is not UTF-8'],
    ['nothing', '', 'the body is not JSON'],
    ['a cut off text', '{"ref":"refs/he', 'the body is not JSON'],
    ['two values', '{}{}', 'the body is not JSON'],
  ])('names what is wrong with %s', (_, body, expected) => {
    expect(problem(body)).toBe(expected)
  })

  it.each([
    ['no payload', 'x=1'],
    ['two payloads', 'payload=%7B%7D&payload=%7B%7D'],
    ['nothing', ''],
  ])('refuses a form with %s', (_, body) => {
    expect(problem(body, 'form')).toBe('the form must have exactly one field named payload')
  })

  it('reads the one payload of a form', () => {
    expect(parseBody(Buffer.from('payload=%7B%22ref%22%3A%22a+b%22%7D'), 'form')).toEqual({ payload: { ref: 'a b' } })
  })

  it('lets the last of two equal keys count', () => {
    expect(parseBody(Buffer.from('{"ref":"a","ref":"b"}'), 'json')).toEqual({ payload: { ref: 'b' } })
  })

  it('reads every JSON text as JSON.parse does, and throws at none', () => {
    fc.assert(
      fc.property(fc.json(), text => {
        expect(parseBody(Buffer.from(text), 'json')).toEqual({ payload: JSON.parse(text) })
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('json' as const, 'form' as const), (bytes, form) => {
        expect(parseBody(Buffer.from(bytes), form)).toBeTypeOf('object')
      }),
    )
  })
})

describe('payloadForm', () => {
  it.each([
    ['application/json', 'json'],
    ['Application/JSON; charset=utf-8', 'json'],
    ['application/x-www-form-urlencoded', 'form'],
    ['multipart/form-data; boundary=x', undefined],
    ['text/json', undefined],
    ['application/json, text/plain', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('takes %j for %s', (type, expected) => {
    expect(payloadForm(type)).toBe(expected)
  })
})
