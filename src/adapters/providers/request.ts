import { providerTitles } from '../../core/provider.ts'
import { misreadError, refusedError, unansweredError } from './failure.ts'
import type { ForgeParts } from './forge.ts'
import { wordsOf } from './words-of.ts'

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
  /** Gets the headers of a good answer. */
  readonly hear?: (headers: Headers) => void
}

/** Asks in one attempt and a bounded time; what came back is JSON, and what the caller says it is. @throws RedhookError */
export type AskForge = <T>(request: ForgeRequest) => Promise<T>

/** Requests of one forge, with these headers to prove who asks. Redirects are not followed: they would take the token with them. */
export function createAskForge(
  { settings, limitMs, now }: ForgeParts,
  headers: Readonly<Record<string, string>>,
): AskForge {
  const forge = providerTitles[settings.name]
  return async <T>({ method = 'GET', path, body, what, permission, signal, hear }: ForgeRequest): Promise<T> => {
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
      // Azure DevOps answers 203 with its sign-in page where the token is not taken.
      const status = response.status === 203 ? 401 : response.status
      if (!response.ok || status === 401)
        throw refusedError({
          ...{ forge, what, status, now: now(), words: wordsOf(text) },
          headers: Object.fromEntries(response.headers),
          ...(permission === undefined ? {} : { permission }),
        })
      hear?.(response.headers)
      return text === '' ? (undefined as T) : read<T>(text, () => misreadError(forge, what))
    } catch (error) {
      signal?.throwIfAborted()
      throw error instanceof Error && error.name === 'RedhookError' ? error : unansweredError(forge, what, error)
    }
  }
}

function read<T>(text: string, misread: () => Error): T {
  try {
    return JSON.parse(text) as T
  } catch {
    throw misread()
  }
}
