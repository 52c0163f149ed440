import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signedBy } from '../../../src/core/delivery/signature.ts'

const bytes = (text: string) => Buffer.from(text)
const sign = (body: string, secret: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
const secret = 'one secret of many'
const good = sign('body', secret)

describe('signedBy', () => {
  it("accepts the vector of GitHub's own documentation", () => {
    const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'
    expect(signedBy(bytes('Hello, World!'), signature, ["It's a Secret to Everybody"])).toBe(0)
  })

  it('says which secret it was, so that a rotation can be followed', () => {
    expect(signedBy(bytes('body'), good, ['another', secret])).toBe(1)
    expect(signedBy(bytes('body'), good, [secret, 'another'])).toBe(0)
  })

  it.each([
    ['nothing', undefined],
    ['an empty one', ''],
    ['the prefix alone', 'sha256='],
    ['no prefix', good.slice(7)],
    ['SHA-1', `sha1=${createHmac('sha1', secret).update('body').digest('hex')}`],
    ['SHA-1 under the name of SHA-256', `sha256=${createHmac('sha1', secret).update('body').digest('hex')}`],
    ['SHA-512', `sha512=${createHmac('sha512', secret).update('body').digest('hex')}`],
    ['upper case', good.toUpperCase().replace('SHA256', 'sha256')],
    ['one digit less', good.slice(0, -1)],
    ['one digit more', `${good}0`],
    ['no hex', `${good.slice(0, -2)}zz`],
    ['two joined by a comma', `${good}, ${good}`],
    ['a space before', ` ${good}`],
    ['a line end after', `${good}\n`],
    ['that of another body', sign('other', secret)],
    ['that of another secret', sign('body', 'guess')],
  ])('refuses %s', (_, signature) => {
    expect(signedBy(bytes('body'), signature, [secret])).toBe(-1)
  })

  it('signs nothing without a secret, nor with an empty one', () => {
    expect(signedBy(bytes('body'), sign('body', ''), [])).toBe(-1)
    expect(signedBy(bytes('body'), sign('body', ''), [''])).toBe(-1)
  })

  it('accepts any bytes under their own signature, and never under another', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), fc.string({ minLength: 1 }), (body, other, key) => {
        const signature = `sha256=${createHmac('sha256', key).update(body).digest('hex')}`
        expect(signedBy(body, signature, [key])).toBe(0)
        if (Buffer.compare(body, other) !== 0) expect(signedBy(other, signature, [key])).toBe(-1)
      }),
    )
  })
})
