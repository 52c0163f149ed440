import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedact, looksSecret } from '../../src/core/redact.ts'

describe('redacting', () => {
  it('hides a secret as it is, URL-encoded, in JSON, and line by line', () => {
    const redact = createRedact(['pass word"1', 'first line\nsecond line'])
    expect(redact('x pass word"1 y')).toBe('x [redacted] y')
    expect(redact('?p=pass%20word%221')).toBe('?p=[redacted]')
    expect(redact(JSON.stringify({ p: 'pass word"1' }))).toBe('{"p":"[redacted]"}')
    expect(redact('got second line here')).toBe('got [redacted] here')
  })

  it('hides the longer secret first', () => {
    expect(createRedact(['secret', 'secret-and-more'])('secret-and-more')).toBe('[redacted]')
  })

  it('hides credentials in any URL', () => {
    expect(createRedact([])('fatal: https://bob:hunter22@host/x.git')).toBe('fatal: https://[redacted]@host/x.git')
    expect(createRedact([])('{"url":"http://h","pusher":"a@b"}')).toBe('{"url":"http://h","pusher":"a@b"}')
  })

  it('leaves out what is too short to be told from other words', () => {
    expect(createRedact(['true', ''])('true enough')).toBe('true enough')
  })

  it('never lets a secret through', () => {
    const secret = fc
      .string({ minLength: 6, maxLength: 30 })
      .filter(text => text.trim().length >= 6 && !/[\r\n]/.test(text))
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (word, before, after) => {
        const clean = createRedact([word])(`${before}${word}${after}`)
        return !clean.includes(word.trim()) || '[redacted]'.includes(word.trim())
      }),
    )
  })
})

describe('what looks like a secret', () => {
  it.each([
    ['DB_PASSWORD', 'x', true],
    ['STRIPE_API_KEY', 'x', true],
    ['JWT_SECRET', 'x', true],
    ['DATABASE_URL', 'postgres://db/shop', true],
    ['CACHE', 'redis://:pw@cache:6379', true],
    ['COLOR', 'red', false],
    ['DEBUG', 'true', false],
    ['PORT', '8080', false],
    ['MONKEY', 'banana', false],
  ])('%s=%s: %s', (name, value, expected) => expect(looksSecret(name, value)).toBe(expected))
})
