import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiLogLine } from './api.ts'
import type { Client } from './client.ts'

/** A message of the server's stream of events. */
export type ApiEvent = { readonly id: string } & (
  | { readonly event: 'hello'; readonly data: { readonly position: string } }
  | {
      readonly event: 'state'
      readonly data: { readonly app: string; readonly deployment: number; readonly state: string }
    }
  | {
      readonly event: 'step'
      readonly data: { readonly deployment: number; readonly step: string; readonly result: string }
    }
  | { readonly event: 'hold'; readonly data: { readonly app: string; readonly what: string } }
  | { readonly event: 'log'; readonly data: readonly ApiNumberedLine[] }
  | {
      readonly event: 'gap'
      readonly data: { readonly events?: number; readonly deployment?: number; readonly lines?: number }
    }
  | {
      readonly event: 'end'
      readonly data: { readonly deployment: number; readonly state: string; readonly supersededBy?: number }
    }
)

export interface ApiNumberedLine extends ApiLogLine {
  readonly deployment: number
  readonly line: number
}

export interface FollowOptions {
  readonly signal: AbortSignal
  /** Where to go on; without it, now. */
  readonly after?: string
  /** The server is away; it may be restarting. */
  onAway(): void
}

const againMs = 300
/** A server that restarts is back within this. */
const serverAwayMs = 30_000

/**
 * The messages of a stream, over breaks of the connection and a restart of the server, each once; until `end`, where there is one.
 * @throws RedhookError NO_SERVER when the server stays away, or what it answered
 */
export async function* followEvents(client: Client, path: string, options: FollowOptions): AsyncGenerator<ApiEvent> {
  let position = options.after
  for (let awayMs = 0; ; awayMs += againMs) {
    try {
      for await (const message of client.lines<ApiEvent>(withPosition(path, position))) {
        awayMs = 0
        position = message.id
        yield message
        if (message.event === 'end') return
      }
    } catch (error) {
      if (!isAway(error) || awayMs >= serverAwayMs) throw error
    }
    options.onAway()
    await sleep(againMs, undefined, { signal: options.signal })
  }
}

/** Asks again while the server is away. @throws RedhookError NO_SERVER when it stays away, or what it answered */
export async function askPatiently<T>(ask: () => Promise<T>, { signal, onAway }: FollowOptions): Promise<T> {
  for (let awayMs = 0; ; awayMs += againMs) {
    try {
      return await ask()
    } catch (error) {
      if (!isAway(error) || awayMs >= serverAwayMs) throw error
    }
    onAway()
    await sleep(againMs, undefined, { signal })
  }
}

/** Nobody answers, or the one who did has gone in the middle of the answer. */
const isAway = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'NO_SERVER' || error.code === 'ECONNRESET')

const withPosition = (path: string, after: string | undefined): string =>
  `${path}?${new URLSearchParams({ log: 'true', ...(after === undefined ? {} : { after }) })}`
