import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { standardSignedBy } from '../../../src/core/delivery/standard-webhooks.ts'

/** The vector in the tests of the libraries that Standard Webhooks publishes. */
const vector = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  time: '1614265330',
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
const then = Number(vector.time) * 1000
const good = {
  'webhook-id': vector.id,
  'webhook-timestamp': vector.time,
  'webhook-signature': vector.signature,
}
const another = 'whsec_YW5vdGhlciBzZWNyZXQgb2YgMzIgYnl0ZXMh'

const signedBy = (headers: Record<string, string>, secrets = [vector.secret], now = then, body = vector.body) =>
  standardSignedBy({ headers, body: Buffer.from(body) }, secrets, now)

const sign = (id: string, time: string, key = vector.secret.slice(6)) => {
  const hmac = createHmac('sha256', Buffer.from(key, 'base64')).update(`${id}.${time}.${vector.body}`)
  return `v1,${hmac.digest('base64')}`
}

describe('standardSignedBy', () => {
  it('accepts the published vector, and says which secret it was', () => {
    expect(signedBy(good)).toBe(0)
    expect(signedBy(good, [another, vector.secret])).toBe(1)
    expect(signedBy(good, [another])).toBe(-1)
  })

  it('accepts one good signature of several', () => {
    const other = sign(vector.id, vector.time, another.slice(6))
    for (const list of [`${other} ${vector.signature}`, `${vector.signature} ${other}`, `v1a,AAAA ${vector.signature}`])
      expect(signedBy({ ...good, 'webhook-signature': list })).toBe(0)
  })

  it.each([
    ['five minutes old', 5 * 60_000, 0],
    ['older', 5 * 60_000 + 1, -1],
    ['five minutes ahead', -5 * 60_000, 0],
    ['further ahead', -5 * 60_000 - 1, -1],
  ])('finds a time that is %s', (_, laterMs, expected) => {
    expect(signedBy(good, [vector.secret], then + laterMs)).toBe(expected)
  })

  it.each([
    ['no id', { 'webhook-id': '' }],
    ['an id with a space', { 'webhook-id': 'a b', 'webhook-signature': sign('a b', vector.time) }],
    ['no time', { 'webhook-timestamp': '' }],
    ['a time with a fraction', { 'webhook-timestamp': '1614265330.5' }],
    ['a time in other digits', { 'webhook-timestamp': '0x6037b632' }],
    ['no signature', { 'webhook-signature': '' }],
    ['no version', { 'webhook-signature': vector.signature.slice(3) }],
    ['another version', { 'webhook-signature': `v2${vector.signature.slice(2)}` }],
    ['a cut off signature', { 'webhook-signature': vector.signature.slice(0, -1) }],
    ['a longer signature', { 'webhook-signature': `${vector.signature}=` }],
    ['two headers that were joined', { 'webhook-signature': `${vector.signature}, ${vector.signature}` }],
    ['a good one beside rubbish', { 'webhook-signature': `rubbish ${vector.signature}` }],
    ['too many', { 'webhook-signature': Array(17).fill(vector.signature).join(' ') }],
    ['a signature of another kind alone', { 'webhook-signature': `v1a${vector.signature.slice(2)}` }],
    ['that of another time', { 'webhook-timestamp': '1614265331' }],
    ['that of another id', { 'webhook-id': 'msg_other' }],
  ])('refuses %s', (_, headers) => {
    expect(signedBy({ ...good, ...headers })).toBe(-1)
  })

  it('refuses another body', () => {
    expect(signedBy(good, [vector.secret], then, '{"test": 2432232315}')).toBe(-1)
  })

  it('takes no secret that is none of this form, nor an empty one', () => {
    const plain = vector.secret.slice(6)
    expect(signedBy(good, [plain])).toBe(-1)
    const empty = { ...good, 'webhook-signature': sign(vector.id, vector.time, '') }
    for (const secrets of [[], [''], ['plain'], ['whsec_'], ['whsec_!!']]) expect(signedBy(empty, secrets)).toBe(-1)
  })
})
