import { setTimeout as sleep } from 'node:timers/promises'
import { RedhookError } from '../../core/errors.ts'
import type { Client } from '../client.ts'

/** What no event tells (a container that dies) is seen at the latest after this. */
const lookAgainMs = 2_000
/** Many events in a row are one change. */
const calmMs = 200
const reconnectMs = 500

/** Waits for something to look at. */
export interface Changes {
  /** Resolves after the next event of the server, or after a while without one. @throws the signal's reason */
  next(): Promise<void>
}

/** Listens to the events at this path until the signal aborts, through restarts of the server. */
export function listenForChanges(client: Pick<Client, 'lines'>, path: string, signal: AbortSignal): Changes {
  let changed = Promise.withResolvers<void>()
  void listen(client, path, signal, () => changed.resolve())
  return {
    async next() {
      await sleep(calmMs, undefined, { signal })
      await Promise.race([changed.promise, sleep(lookAgainMs, undefined, { signal })])
      changed = Promise.withResolvers()
    },
  }
}

async function listen(client: Pick<Client, 'lines'>, path: string, signal: AbortSignal, onEvent: () => void) {
  while (!signal.aborted) {
    try {
      for await (const _event of client.lines(path)) onEvent()
      onEvent()
    } catch (error) {
      if (!isAway(error)) return
    }
    await sleep(reconnectMs, undefined, { signal }).catch(() => undefined)
  }
}

/** No server answers at the moment: it may be restarting. */
export const isAway = (error: unknown): boolean => error instanceof RedhookError && error.code === 'NO_SERVER'
