import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

const sha256 = (text: string): Buffer => hash('sha256', text, 'buffer')

/** A new token: `rh_` and 32 random bytes in base64url. */
export const createTokenSecret = (): string => `rh_${randomBytes(32).toString('base64url')}`

/** What is kept of a secret. */
export const hashSecret = sha256

/** Whether two texts are the same. Hashes of both have one length, so the time says nothing of either. */
export const isSameSecret = (given: string, kept: string): boolean => timingSafeEqual(sha256(given), sha256(kept))
