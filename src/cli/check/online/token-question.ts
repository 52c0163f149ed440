import type { ProviderName } from '../../../core/provider.ts'
import type { ProviderSettings } from '../../../core/provider-settings.ts'

/** What is asked to see whether a token is taken. */
export interface TokenQuestion {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The answer tells whether the token is taken; else it tells the time alone. */
  readonly showsToken: boolean
}

/** One request that costs nothing and changes nothing. */
export function tokenQuestion({ name, token }: ProviderSettings, apiUrl: string): TokenQuestion {
  const headers = { 'user-agent': 'redhook-check', accept: 'application/json' }
  const asking = (path: string, proof: Record<string, string>) => ({
    ...{ url: `${apiUrl}${path}`, headers: { ...headers, ...proof }, showsToken: true },
  })
  if (token === undefined) return { url: apiUrl, headers, showsToken: false }
  switch (name) {
    case 'github':
      return asking('/user', { authorization: `Bearer ${token}` })
    case 'gitlab':
      return asking('/personal_access_tokens/self', { 'private-token': token })
    case 'gitea':
    case 'forgejo':
    case 'gogs':
      return asking('/user', { authorization: `token ${token}` })
    default:
      return { url: apiUrl, headers, showsToken: false }
  }
}

/** When the token ends, in epoch milliseconds; undefined where nobody says, or it never does. */
export function parseExpiry(name: ProviderName, headers: Headers, body: string): number | undefined {
  const told =
    name === 'github'
      ? headers.get('github-authentication-token-expiration')
      : name === 'gitlab'
        ? gitlab(body)
        : undefined
  const ms = Date.parse(told ?? '')
  return Number.isNaN(ms) ? undefined : ms
}

function gitlab(body: string): string | undefined {
  try {
    const { expires_at: ends } = JSON.parse(body) as { expires_at?: unknown }
    return typeof ends === 'string' ? ends : undefined
  } catch {
    return undefined
  }
}
