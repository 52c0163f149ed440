import * as z from 'zod'

/** A request that the published description takes: anything else is refused. */
export interface Route {
  /** `POST /projects/{id}/hooks`; a variable part is one encoded segment, and goes to `answer`. */
  readonly asks: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`
  /** Its query, by name; nothing else may stand there. */
  readonly query?: z.ZodType
  /** Its body; without one there may be none. */
  readonly body?: z.ZodType
  /** Undefined: there is no such thing. */
  answer(call: Call): Answer | undefined
}

export interface Call {
  readonly parts: readonly string[]
  readonly query: Readonly<Record<string, string>>
  // biome-ignore lint/suspicious/noExplicitAny: the schema of the route has judged it.
  readonly body: any
}

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** One forge's API as far as Redhook asks it. */
export interface ForgeApi {
  /** Where it begins. */
  readonly base: string
  readonly proof: readonly [header: string, value: string]
  readonly routes: readonly Route[]
  /** How it says no. */
  refusal(words: string): unknown
  /** The status for a body that lacks something. */
  readonly invalid: number
  readonly state: ForgeState
}

/** What is kept at the forge. */
export interface ForgeState {
  readonly hooks: Map<string, Record<string, unknown>>
  readonly keys: Map<string, Record<string, unknown>>
  readonly comments: Map<string, { text: string; by: string }>
  readonly statuses: unknown[]
  readonly tests: string[]
  readonly pulls: object[]
  /** Most items of a page, whatever was asked for. */
  most: number
}

export const emptyState = (): ForgeState => ({
  ...{ hooks: new Map(), keys: new Map(), comments: new Map(), statuses: [], tests: [], pulls: [] },
  most: 1_000,
})

export const digits = z.string().regex(/^\d+$/)
export const text = z.string().min(1)
export const commitHash = z.string().regex(/^[0-9a-f]{40}$/)
export const publicKey = z.string().startsWith('ssh-')

/** The part of a list that a page of this size holds, of no more than the forge gives at once. */
export function pageOf<T>(all: readonly T[], size: number, page: number): { items: readonly T[]; hasMore: boolean } {
  const items = all.slice((page - 1) * size, page * size)
  return { items, hasMore: page * size < all.length }
}

/** Takes it away: 204, or there is none. */
export const remove = (map: Map<string, unknown>, id: string | undefined): Answer | undefined =>
  map.delete(id ?? '') ? { status: 204 } : undefined

/** Keeps it under the next number. */
export function keep<T>(map: Map<string, T>, value: T): string {
  const id = String(100 + map.size)
  map.set(id, value)
  return id
}
