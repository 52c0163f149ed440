import { type HandOnPorts, handOn } from './hand-on.ts'
import { createLines } from './lines.ts'
import type { Store } from './ports/store.ts'

export interface FollowUpPorts extends HandOnPorts {
  readonly store: Pick<Store, 'pendingDeliveries' | 'settleDelivery'>
}

/** Hands on what was stored to be handed on, also what a crash left. Disposing waits for what is being handled. */
export interface FollowUp extends AsyncDisposable {
  /** Something was stored. */
  wake(): void
}

/** So many are under way at once; with every handler waiting for a forge that is away, further ones wait in the store. */
const mostAtOnce = 1_000

/** A store that is away for a moment. */
const lookAgainMs = 5_000

/** Starts with what waits already. */
export function startFollowUp(ports: FollowUpPorts): FollowUp {
  const { store, clock, log } = ports
  const ending = new AbortController()
  const underWay = new Map<number, Promise<void>>()
  const lines = createLines()
  const look = (): void => {
    if (ending.signal.aborted) return
    try {
      begin()
    } catch (error) {
      log.error({ err: error }, 'what waits to be handed on could not be read; it is looked at again')
      void clock.sleep(lookAgainMs, ending.signal).then(look, () => undefined)
    }
  }
  const begin = (): void => {
    const pending = store.pendingDeliveries(mostAtOnce)
    const mayBeMore = pending.length === mostAtOnce
    for (const delivery of pending) {
      if (underWay.has(delivery.seq)) continue
      const done = handOn(ports, delivery, lines, ending.signal)
        .then(isDone => isDone && store.settleDelivery(delivery.seq))
        .catch((error: unknown) => log.error({ delivery: delivery.id, err: error }, 'a delivery could not be settled'))
        .then(() => void underWay.delete(delivery.seq))
        .then(() => (mayBeMore && underWay.size === 0 ? look() : undefined))
      underWay.set(delivery.seq, done)
    }
  }
  look()
  return {
    wake: look,
    async [Symbol.asyncDispose]() {
      ending.abort()
      await Promise.all(underWay.values())
    },
  }
}
