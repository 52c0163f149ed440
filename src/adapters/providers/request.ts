import { providerTitles } from '../../core/provider.ts'
import { refusedError, unansweredError } from './failure.ts'
import type { ForgeParts } from './forge.ts'

/** One request to a forge's API. */
export interface ForgeRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the API's address, ready to be sent. */
  readonly path: string
  readonly body?: object
  /** What is attempted, as the start of a sentence. */
  readonly what: string
  /** The permission that it takes, as the forge's settings call it. */
  readonly permission?: string
  readonly signal?: AbortSignal | undefined
}

/** Asks in one attempt and a bounded time; what came back is what the caller says it is. @throws RedhookError */
export type AskForge = <T>(request: ForgeRequest) => Promise<T>

/** Requests of one forge, with these headers to prove who asks. Redirects are not followed: they would take the token with them. */
export function createAskForge(
  { settings, limitMs, now }: ForgeParts,
  headers: Readonly<Record<string, string>>,
): AskForge {
  const forge = providerTitles[settings.name]
  return async <T>({ method = 'GET', path, body, what, permission, signal }: ForgeRequest): Promise<T> => {
    const limit = AbortSignal.timeout(limitMs)
    try {
      const response = await fetch(`${settings.apiUrl}${path}`, {
        method,
        redirect: 'manual',
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
        headers: {
          ...{ accept: 'application/json', 'user-agent': 'Redhook', ...headers },
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      if (response.ok) return parse(text) as T
      throw refusedError({
        ...{ forge, what, status: response.status, now: now(), words: wordsOf(text) },
        headers: Object.fromEntries(response.headers),
        ...(permission === undefined ? {} : { permission }),
      })
    } catch (error) {
      signal?.throwIfAborted()
      throw error instanceof Error && error.name === 'RedhookError' ? error : unansweredError(forge, what, error)
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** What an answer says beside its status: each forge has a form of its own. */
function wordsOf(text: string): string {
  const answer = parse(text)
  if (typeof answer !== 'object' || answer === null) return text.includes('<') ? '' : text
  const { message, error, errors, error_description: long } = answer as Record<string, unknown>
  const found = message ?? long ?? error ?? errors
  return typeof found === 'string' ? found : JSON.stringify(found ?? '')
}
