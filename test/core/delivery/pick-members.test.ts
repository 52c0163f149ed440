import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBody } from '../../../src/core/delivery/body.ts'
import { github } from '../../../src/core/delivery/github.ts'
import { createPickMembers, type Shape } from '../../../src/core/delivery/pick-members.ts'
import { pushPayload } from '../../support/github-push.ts'
import { githubExamples } from '../../support/payloads.ts'

const shape: Shape = { ref: true, a: true, repository: { name: true, a: true } }
const pick = createPickMembers(shape)
const pickText = (text: string) => pick(Buffer.from(text))

/** What JSON.parse makes of it, less what is not wanted. */
function lessOf(value: unknown, wanted: Shape): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const kept = Object.entries(wanted).filter(([key]) => Object.hasOwn(value, key))
  return Object.fromEntries(
    kept.map(([key, inner]) => {
      const member = (value as Record<string, unknown>)[key]
      return [key, inner === true ? member : lessOf(member, inner)]
    }),
  )
}

/** Either it is not sure, or it agrees with JSON.parse. Returns whether it was sure. */
function agrees(text: string): boolean {
  const picked = pickText(text)
  if (picked !== undefined) expect(picked).toEqual(lessOf(JSON.parse(text), shape))
  return picked !== undefined
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const space = fc.constantFrom('', '', '', ' ', '\n', '\t\r\n  ')
const key = fc.oneof(fc.constantFrom('ref', 'a', 'repository', 'name', 're', 'reff', '__proto__'), fc.string())
const plain = fc.oneof(fc.jsonValue({ maxDepth: 0 }), fc.constantFrom(-0, 1e300, 1.5e-7, -12.25e3))

/** JSON text with any white space, keys that come twice, and objects in objects. */
const { object } = fc.letrec<{ object: string; value: string }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    plain.map(value => JSON.stringify(value)),
    tie('object'),
    fc
      .array(
        fc.tuple(space, tie('value'), space).map(parts => parts.join('')),
        { maxLength: 4 },
      )
      .map(of => `[${of}]`),
  ),
  object: fc
    .array(fc.tuple(space, key, space, space, tie('value'), space), { maxLength: 6 })
    .map(
      members => `{${members.map(([a, name, b, c, value, d]) => `${a}${JSON.stringify(name)}${b}:${c}${value}${d}`)}}`,
    ),
}))

describe('createPickMembers', () => {
  it('takes what is wanted of an object, and of an object in it', () => {
    const text = ' { "ref" : "refs/heads/m\\u00e4in", "b": [{"ref": 1}], "repository": {"name": null, "id": 7} }\n'
    expect(pickText(text)).toEqual({ ref: 'refs/heads/mäin', repository: { name: null } })
  })

  it('takes the last where a key comes twice, and all of that', () => {
    const text = '{"repository": {"name": "x", "a": 1}, "ref": 1, "repository": {"name": "y"}, "ref": [2]}'
    expect(pickText(text)).toEqual({ repository: { name: 'y' }, ref: [2] })
    expect(pickText('{"repository": {"name": "x"}, "repository": "y"}')).toEqual({ repository: 'y' })
  })

  it('is not sure of what is no object', () => {
    for (const text of ['[]', 'null', '1', '"ref"']) expect(pickText(text)).toBeUndefined()
  })

  it('is not sure of a key with an escape, which JSON.parse reads', () => {
    expect(pickText('{"r\\u0065f": "x"}')).toBeUndefined()
    expect(parseBody(Buffer.from('{"r\\u0065f": "x"}'), 'json', pick)).toEqual({ payload: { ref: 'x' } })
  })

  it('is not sure of what lies very deep, and comes back from it', () => {
    const deep = (levels: number) => `{"x": ${'['.repeat(levels)}${']'.repeat(levels)}, "ref": 1}`
    expect(pickText(deep(60))).toEqual({ ref: 1 })
    expect(pickText(deep(100_000))).toBeUndefined()
    expect(isJson(deep(100_000))).toBe(true)
  })

  it.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['a byte order mark', '\uFEFF{}'],
    ['a space that is not of JSON', '\u00a0{}'],
    ['a form feed', '{\f}'],
    ['something behind the end', '{}{}'],
    ['a comma behind the last member', '{"b": 1,}'],
    ['a comma behind the last item', '{"b": [1,]}'],
    ['no comma', '{"b": 1 "c": 2}'],
    ['two commas', '{"b": [1,,2]}'],
    ['no colon', '{"b" 1}'],
    ['no value', '{"b":}'],
    ['no key', '{: 1}'],
    ['a key without quotes', '{b: 1}'],
    ['single quotes', "{'b': 1}"],
    ['a bracket of the wrong kind', '{"b": [1}]'],
    ['a comment', '{"b": 1 /* c */}'],
    ['a line end in a string', '{"b": "c\nd"}'],
    ['a zero byte in a string', '{"b": "c\u0000d"}'],
    ['an escape that JSON does not know', '{"b": "\\x41"}'],
    ['an escape of three digits', '{"b": "\\u123"}'],
    ['an escape of other letters', '{"b": "\\u12g4"}'],
    ['an escape at the end', '{"b": "\\'],
    ['a zero before a number', '{"b": 01}'],
    ['a plus', '{"b": +1}'],
    ['a minus alone', '{"b": -}'],
    ['a dot without digits before', '{"b": .5}'],
    ['a dot without digits behind', '{"b": 5.}'],
    ['an exponent without digits', '{"b": 5e+}'],
    ['hexadecimal', '{"b": 0x10}'],
    ['NaN', '{"b": NaN}'],
    ['a word in capitals', '{"b": True}'],
    ['half a word', '{"b": tru}'],
    ['a word and more', '{"b": nullx}'],
    ['undefined', '{"b": undefined}'],
  ])('is not fooled by %s', (_, text) => {
    expect(isJson(text)).toBe(false)
    expect(pickText(text)).toBeUndefined()
  })

  it('reads no bytes beyond the body, also where it is a part of something larger', () => {
    const whole = Buffer.from('{"ref": "x", "b": "y"}{"ref": 1}')
    for (let end = 0; end < 21; end += 1) expect(pick(whole.subarray(0, end))).toBeUndefined()
    expect(pick(whole.subarray(0, 22))).toEqual({ ref: 'x' })
    expect(pick(whole.subarray(22))).toEqual({ ref: 1 })
  })

  it('agrees with JSON.parse about every object, and is sure of nearly all', () => {
    let sure = 0
    const runs = 2_000
    fc.assert(
      fc.property(object, text => {
        if (agrees(text)) sure += 1
      }),
      { numRuns: runs },
    )
    expect(sure).toBeGreaterThan(runs / 2)
  })

  it('agrees with JSON.parse about every object that was damaged', () => {
    const damaged = fc.tuple(
      object,
      fc.nat(),
      fc.nat(2),
      fc.constantFrom('', '"', '\\', '\n', '0', '-', ',', '}', ']', '{'),
    )
    fc.assert(
      fc.property(damaged, ([text, place, count, instead]) => {
        const at = place % (text.length + 1)
        agrees(`${text.slice(0, at)}${instead}${text.slice(at + count)}`.toWellFormed())
      }),
      { numRuns: 3_000 },
    )
  })

  it('agrees with JSON.parse about any text', () => {
    const text = fc.array(fc.constantFrom(...'{}[]",:\\ \n-+.019eEtruefalsn"ra'), { maxLength: 30 })
    fc.assert(
      fc.property(text, letters => void agrees(`{${letters.join('')}`)),
      { numRuns: 5_000 },
    )
  })
})

describe('what is picked of a payload of GitHub', () => {
  const pickFor = (event: string) => github.pick?.({ 'x-github-event': event })

  it("means the same as all of it, for each of GitHub's examples under its event, a push and any other, in either layout", () => {
    for (const { name, examples } of githubExamples) {
      for (const payload of examples) {
        for (const text of [JSON.stringify(payload), JSON.stringify(payload, undefined, 2)]) {
          for (const event of [name, 'push', 'any other']) {
            const picked = parseBody(Buffer.from(text), 'json', pickFor(event))
            expect('payload' in picked && github.parse(event, picked.payload)).toEqual(github.parse(event, payload))
          }
        }
      }
    }
  })

  it('is little of a push, and of an event that leads to nothing', () => {
    const [push] = githubExamples.find(({ name }) => name === 'push')?.examples ?? []
    const body = Buffer.from(JSON.stringify(push))
    expect(Object.keys(pickFor('push')?.(body) ?? {})).not.toContain('commits')
    expect(Object.keys(pickFor('check_run')?.(body) ?? {})).toEqual(['repository'])
  })

  it('is all of an event that is read', () => {
    for (const event of ['pull_request', 'release', 'workflow_run', 'ping']) expect(pickFor(event)).toBeUndefined()
    expect(github.pick?.({})).toBeUndefined()
  })

  it('means the same whatever the fields of a push hold', () => {
    const field = fc.constantFrom('ref', 'before', 'after', 'deleted', 'forced', 'repository', 'pusher', 'commits')
    fc.assert(
      fc.property(fc.dictionary(field, fc.jsonValue()), fields => {
        const payload = pushPayload({ fields })
        const parsed = parseBody(Buffer.from(JSON.stringify(payload)), 'json', pickFor('push'))
        expect('payload' in parsed && github.parse('push', parsed.payload)).toEqual(
          github.parse('push', JSON.parse(JSON.stringify(payload))),
        )
      }),
    )
  })
})
