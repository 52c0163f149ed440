import { scryptSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  formatPasswordHash,
  parsePasswordHash,
  passwordCost,
  passwordMemory,
} from '../../../src/core/access/password-hash.ts'

const salt = 'a'.repeat(22)
const key = 'b'.repeat(43)

describe('a password hash', () => {
  it('is read as it was written', () => {
    const hash = { ...passwordCost, salt: Buffer.alloc(16, 1), key: Buffer.alloc(32, 2) }
    expect(parsePasswordHash(formatPasswordHash(hash))).toEqual(hash)
    expect(formatPasswordHash(hash)).toMatch(/^scrypt\$ln=17,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/)
  })

  it.each([
    ['cheaper than what OWASP asks for', `scrypt$ln=16,r=8,p=1$${salt}$${key}`],
    ['with smaller blocks', `scrypt$ln=17,r=4,p=1$${salt}$${key}`],
    ['without a pass', `scrypt$ln=17,r=8,p=0$${salt}$${key}`],
    ['that would eat the machine', `scrypt$ln=22,r=8,p=1$${salt}$${key}`],
    ['that would take minutes', `scrypt$ln=17,r=8,p=9$${salt}$${key}`],
    ['with a short salt', `scrypt$ln=17,r=8,p=1$abc$${key}`],
    ['with a short key', `scrypt$ln=17,r=8,p=1$${salt}$abc`],
    ['of another kind', `$2b$12$${salt}${key}`],
    ['with a tail', `scrypt$ln=17,r=8,p=1$${salt}$${key}\n`],
    ['that is a password', 'correct horse battery staple'],
  ])('is refused %s', (_, text) => {
    expect(parsePasswordHash(text)).toBeUndefined()
  })

  it('takes as much memory as it says', () => {
    const cost = { logN: 12, r: 8, p: 1 }
    const derive = (maxmem: number) => scryptSync('x', 'y', 32, { N: 2 ** cost.logN, r: cost.r, p: cost.p, maxmem })
    expect(derive(passwordMemory(cost))).toHaveLength(32)
    expect(() => derive(passwordMemory(cost) - 8_192)).toThrow()
  })
})
