import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBody, payloadForm } from '../../../src/core/delivery/body.ts'
import { parseGitHub } from '../../../src/core/delivery/github.ts'
import { pushPayload } from '../../support/github-push.ts'

const push = (fields: object) => parseGitHub('push', pushPayload({ fields }))

describe('parseGitHub', () => {
  it('takes from a push what is used and nothing else', () => {
    expect(parseGitHub('push', pushPayload())).toEqual({
      kind: 'push',
      repository: { owner: 'acme', name: 'shop' },
      ref: 'refs/heads/main',
      before: 'a'.repeat(40),
      after: 'b'.repeat(40),
      deleted: false,
      forced: false,
      pusher: 'octocat',
    })
  })

  it('understands a payload with only a name, a ref and a pusher', () => {
    const payload = { repository: { name: 'shop' }, ref: 'refs/heads/main', pusher: { name: 'me' } }
    expect(parseGitHub('push', payload)).toEqual({
      kind: 'push',
      repository: { name: 'shop' },
      ref: 'refs/heads/main',
      deleted: false,
      forced: false,
      pusher: 'me',
    })
  })

  it('believes an after of zeros that the branch is gone', () => {
    expect(push({ after: '0'.repeat(40) })).toMatchObject({ deleted: true })
    expect(push({ after: '0'.repeat(64) })).toMatchObject({ deleted: true })
  })

  it('does not mind what happens to fields that nobody reads', () => {
    const odd = {
      commits: null,
      head_commit: 7,
      sender: [],
      compare: {},
      created: 'yes',
      pusher: 'me',
      before: 4,
      after: '--x',
    }
    expect(push(odd)).toEqual({
      kind: 'push',
      repository: { owner: 'acme', name: 'shop' },
      ref: 'refs/heads/main',
      deleted: false,
      forced: false,
    })
  })

  it.each([
    ['null', null],
    ['a number', 42],
    ['a list', []],
    ['a string', 'x'],
  ])('finds %s malformed under any event', (_, payload) => {
    for (const event of ['push', 'ping', 'pull_request', '__proto__']) {
      expect(parseGitHub(event, payload).kind).toBe('malformed')
    }
  })

  it.each([
    ['without a ref', { ref: undefined }],
    ['with an empty ref', { ref: '' }],
    ['with a ref that is no text', { ref: ['refs/heads/main'] }],
    ['with an endless ref', { ref: `refs/heads/${'x'.repeat(2_000)}` }],
    ['without a repository', { repository: undefined }],
    ['with a repository that is null', { repository: null }],
    ['with a nameless repository', { repository: { id: 1 } }],
    ['with a full name that is a number', { repository: { full_name: 7, name: 'shop' } }],
    ['with a full name without owner', { repository: { full_name: 'shop' } }],
    ['with a full name of three parts', { repository: { full_name: 'a/b/c' } }],
    ['with an empty name', { repository: { full_name: 'acme/' } }],
    ['with a bare name that has an owner', { repository: { name: 'acme/shop' } }],
  ])('finds a push malformed %s', (_, fields) => {
    expect(push(fields).kind).toBe('malformed')
  })

  it.each(['__proto__', 'constructor', 'toString', 'pull_request'])(
    'takes the event %s for one of many others',
    event => {
      expect(parseGitHub(event, JSON.parse('{"__proto__":{"x":1},"constructor":1}'))).toEqual({ kind: 'other' })
    },
  )

  it('never throws, whatever the payload', () => {
    const events = fc.oneof(fc.constant('push'), fc.constant('ping'), fc.string())
    const parts = fc.record(
      { ref: fc.anything(), repository: fc.anything(), after: fc.anything(), pusher: fc.anything() },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(events, fc.oneof(fc.jsonValue(), parts), (event, payload) => {
        expect(['push', 'ping', 'other', 'malformed']).toContain(parseGitHub(event, payload).kind)
      }),
    )
  })
})

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
