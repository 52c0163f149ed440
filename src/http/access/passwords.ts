import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { type PasswordHash, passwordCost, passwordMemory } from '../../core/access/password-hash.ts'
import { createSlots } from '../../pipeline/slots.ts'

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

const keyOf = (password: string, { salt, key, logN, r, p }: PasswordHash): Promise<Buffer> =>
  derive(password.normalize('NFC'), salt, key.length, {
    N: 2 ** logN,
    r,
    p,
    maxmem: passwordMemory({ logN, r, p }) + 2 ** 20,
  })

/** Verifies passwords. */
export interface Passwords {
  /**
   * Whether it is the password of this hash; without a hash never, after the same time. `busy`: too many wait already. One at a time,
   * since each takes much memory and some 300 ms of a core.
   */
  verify(password: string, hash: PasswordHash | undefined): Promise<boolean | 'busy'>
}

const mostWaiting = 16
const forever = new AbortController().signal

/** A verifier with its queue. */
export function createPasswords(): Passwords {
  const slots = createSlots(1)
  const decoy: PasswordHash = { ...passwordCost, salt: randomBytes(16), key: randomBytes(32) }
  let waiting = 0
  return {
    async verify(password, hash) {
      if (waiting >= mostWaiting) return 'busy'
      waiting += 1
      try {
        using _slot = await slots.take(forever)
        const { key } = hash ?? decoy
        return timingSafeEqual(await keyOf(password, hash ?? decoy), key) && hash !== undefined
      } finally {
        waiting -= 1
      }
    },
  }
}
