import type { AccessPorts } from './access-ports.ts'
import { addressKey } from './address-key.ts'
import type { Attempts } from './attempts.ts'
import { findToken, type KnownToken } from './find-token.ts'

/** What became of a try with a token. */
export type TriedToken =
  | { readonly kind: 'good'; readonly token: KnownToken }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'waiting'; readonly waitMs: number }

const freeTries = 10

/** Looks up a token. After many wrong ones the address has to wait; who has one that can't be found by trying does not. */
export function tryToken(
  secret: string,
  client: string | undefined,
  { ports, attempts }: { readonly ports: AccessPorts; readonly attempts: Attempts },
): TriedToken {
  const key = `token ${addressKey(client)}`
  const now = ports.clock.monotonic()
  const waitMs = attempts.waitMs(key, now)
  const token = findToken(secret, ports)
  if (waitMs > 0 && token?.isStrong !== true) return { kind: 'waiting', waitMs }
  if (token !== undefined) return { kind: 'good', token }
  attempts.fail(key, now, freeTries)
  return { kind: 'wrong' }
}
