import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

const prefix = 'sha256='
const strictForm = /^sha256=[0-9a-f]{64}$/
const bareForm = /^[0-9a-f]{64}$/

/** What an unknown hook is checked against, so that its answer takes as long as a wrong signature's. */
const noSecrets = ['']

/**
 * Which of the secrets made this signature (`X-Hub-Signature-256`) of exactly these bytes: its index, or -1. Only
 * `sha256=` and 64 lower-case hex digits count as one. Every secret is tried, each compared in constant time; without
 * any secret nothing is ever signed.
 */
export const signedBy = (body: Uint8Array, signature: string | undefined, secrets: readonly string[]): number =>
  signature !== undefined && strictForm.test(signature) ? find(body, signature.slice(prefix.length), secrets) : -1

/** The same for a signature of 64 lower-case hex digits and nothing else. */
export const signedBareBy = (body: Uint8Array, signature: string | undefined, secrets: readonly string[]): number =>
  signature !== undefined && bareForm.test(signature) ? find(body, signature, secrets) : -1

/** Which of the secrets is this very text: its index, or -1. Their hashes are compared, so that not even a length shows. */
export function knownSecret(text: string | undefined, secrets: readonly string[]): number {
  if (text === undefined || text === '') return -1
  const claimed = sha256(text)
  return firstThat(secrets, secret => timingSafeEqual(sha256(secret), claimed))
}

/** The first of the secrets that fits: its index, or -1. All are tried; an empty one never counts, whatever is said of it. */
export function firstThat(secrets: readonly string[], fits: (secret: string) => boolean): number {
  let found = -1
  for (const [index, secret] of (secrets.length > 0 ? secrets : noSecrets).entries()) {
    const matches = fits(secret)
    if (matches && found < 0 && secret !== '') found = index
  }
  return found
}

function find(body: Uint8Array, hex: string, secrets: readonly string[]): number {
  const claimed = Buffer.from(hex, 'hex')
  return firstThat(secrets, secret => timingSafeEqual(createHmac('sha256', secret).update(body).digest(), claimed))
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
