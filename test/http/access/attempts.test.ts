import { describe, expect, it } from 'vitest'
import { addressKey } from '../../../src/http/access/address-key.ts'
import { createAttempts } from '../../../src/http/access/attempts.ts'
import { createPasswords } from '../../../src/http/access/passwords.ts'
import { isSameSecret } from '../../../src/http/access/token-secret.ts'
import { hashForTests } from '../../support/access-app.ts'

describe('failed attempts', () => {
  it('cost nothing at first, then a wait that doubles up to a quarter of an hour, and are forgotten after an hour', () => {
    const attempts = createAttempts()
    let now = 0
    const waits: number[] = []
    for (let count = 0; count < 16; count += 1) {
      attempts.fail('a', now, 3)
      waits.push(attempts.waitMs('a', now) / 1_000)
      now += attempts.waitMs('a', now)
    }
    expect(waits).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900])
    expect([attempts.failures('a', now), attempts.failures('a', now + 3_600_001)]).toEqual([16, 0])
  })

  it('take bounded memory, however many keys somebody thinks of', () => {
    const attempts = createAttempts(100)
    for (let count = 0; count < 1_000; count += 1) attempts.fail(`key ${count}`, count, 1)
    const known = Array.from({ length: 1_000 }, (_, count) => attempts.failures(`key ${count}`, 1_000)).filter(Boolean)
    expect(known).toHaveLength(100)
  })

  it('that were none are taken back', () => {
    const attempts = createAttempts()
    attempts.fail('a', 0, 1)
    attempts.forgive('a')
    attempts.forgive('a')
    expect([attempts.waitMs('a', 0), attempts.failures('a', 0)]).toEqual([0, 0])
  })
})

describe('the key of a client', () => {
  it.each([
    [undefined, 'unknown'],
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:0DB8:0:0:ffff::', '2001:db8:0:0'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['::1', '0:0:0:0'],
    ['fe80::', 'fe80:0:0:0'],
  ])('of %s is %s', (client, key) => {
    expect(addressKey(client)).toBe(key)
  })
})

describe('verifying passwords', () => {
  it('knows the right one, however its accents are composed', async () => {
    const hash = hashForTests('café au lait'.normalize('NFC'))
    const { verify } = createPasswords()
    expect(await verify('café au lait'.normalize('NFD'), hash)).toBe(true)
    expect(await verify('cafe au lait', hash)).toBe(false)
  })

  it('takes as long for nobody as for somebody: the same work is done', async () => {
    const { verify } = createPasswords()
    const start = process.cpuUsage()
    expect(await verify('x', undefined)).toBe(false)
    const { user, system } = process.cpuUsage(start)
    expect(user + system).toBeGreaterThan(50_000)
  })

  it('turns away those for whom there is no place in the queue, at once', async () => {
    const { verify } = createPasswords()
    const hash = hashForTests('right')
    const answers = await Promise.all(Array.from({ length: 40 }, () => verify('right', hash)))
    expect(answers.filter(answer => answer === 'busy')).toHaveLength(24)
    expect(answers.filter(answer => answer === true)).toHaveLength(16)
    expect(await verify('right', hash)).toBe(true)
  })
})

describe('comparing secrets', () => {
  it('compares texts of any length', () => {
    expect([isSameSecret('a', 'a'), isSameSecret('a', 'aa'), isSameSecret('', 'a'), isSameSecret('é', 'e')]).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
})
