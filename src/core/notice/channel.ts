/** A way to reach people or machines, as the registry has it. URLs, tokens and secrets in it must never be shown. */
export type Channel =
  | { readonly type: 'slack' | 'discord' | 'teams'; readonly url: string }
  | {
      readonly type: 'telegram'
      readonly url: string
      readonly token: string
      readonly chat: string
      readonly topic?: number
    }
  | { readonly type: 'ntfy'; readonly url: string; readonly topic: string; readonly token?: string }
  | { readonly type: 'mail'; readonly url: string; readonly from: string; readonly to: readonly string[] }
  /** Signed as Standard Webhooks says; the secret is `whsec_` and base64. */
  | { readonly type: 'webhook'; readonly url: string; readonly secret: string }

export const channelTypes = [
  'slack',
  'discord',
  'teams',
  'telegram',
  'ntfy',
  'mail',
  'webhook',
] as const satisfies Channel['type'][]

/** Shorter paths hold no secret, and hiding them would hide half of every text. */
const shortestPath = 12

/** What must not be shown of a channel. */
export function channelSecrets(channel: Channel): string[] {
  const secrets = [
    ...('token' in channel && channel.token !== undefined ? [channel.token] : []),
    ...urlSecrets(channel),
  ]
  return channel.type === 'webhook' ? [...secrets, channel.secret] : secrets
}

function urlSecrets({ type, url: text }: Channel): string[] {
  const { pathname, search, username, password } = new URL(text)
  const credentials = [password, decode(password), ...(password === '' ? [] : [`${username}:${password}`])]
  const known = type === 'telegram' || type === 'ntfy'
  const path = `${pathname}${search}`
  const way = known || path.length < shortestPath ? [] : [text, path]
  return [...way, ...credentials].filter(secret => secret !== '')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
