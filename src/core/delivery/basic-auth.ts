import { knownSecret } from './signature.ts'

const basic = /^basic ([A-Za-z0-9+/]+={0,2})$/i

/**
 * Which of the secrets the header `Authorization: Basic …` knows: its index, or -1. A secret is a password, whatever the user, or
 * `user:password`.
 */
export function basicAuthBy(header: string | undefined, secrets: readonly string[]): number {
  const encoded = header === undefined ? undefined : basic.exec(header)?.[1]
  if (encoded === undefined) return -1
  const credentials = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = credentials.indexOf(':')
  const byBoth = knownSecret(credentials, secrets)
  const byPassword = knownSecret(credentials.slice(colon + 1), secrets)
  if (colon < 0) return -1
  return byBoth >= 0 ? byBoth : byPassword
}
