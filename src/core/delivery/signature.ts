import { createHmac, timingSafeEqual } from 'node:crypto'

const strictForm = /^sha256=[0-9a-f]{64}$/

/** What an unknown hook is checked against, so that its answer takes as long as a wrong signature's. */
const noSecrets = ['']

/**
 * Which of the secrets made this signature (`X-Hub-Signature-256`) of exactly these bytes: its index, or -1. Only
 * `sha256=` and 64 lower-case hex digits count as one. Every secret is tried, each compared in constant time; without
 * any secret nothing is ever signed.
 */
export function signedBy(body: Uint8Array, signature: string | undefined, secrets: readonly string[]): number {
  if (signature === undefined || !strictForm.test(signature)) return -1
  const claimed = Buffer.from(signature.slice(7), 'hex')
  let found = -1
  for (const [index, secret] of (secrets.length > 0 ? secrets : noSecrets).entries()) {
    const matches = timingSafeEqual(createHmac('sha256', secret).update(body).digest(), claimed)
    if (matches && found < 0 && secret !== '') found = index
  }
  return found
}
