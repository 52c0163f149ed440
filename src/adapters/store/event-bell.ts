/** Tells who listens that there are new events. */
export interface EventBell extends Disposable {
  /** To be called after every commit: whether it made events is looked up later, once for many commits. */
  ring(): void
  listen(callback: () => void): Disposable
}

/** Calls the listeners back at most once a turn of the event loop, and only when the newest event is a newer one. */
export function createEventBell(lastEvent: () => number): EventBell {
  const listeners = new Set<{ readonly callback: () => void }>()
  let scheduled: NodeJS.Immediate | undefined
  let heard = 0
  const tell = () => {
    scheduled = undefined
    const last = lastEvent()
    if (last === heard) return
    heard = last
    for (const { callback } of [...listeners]) callback()
  }
  return {
    ring() {
      if (listeners.size > 0) scheduled ??= setImmediate(tell)
    },
    listen(callback) {
      if (listeners.size === 0) heard = lastEvent()
      const listener = { callback }
      listeners.add(listener)
      return { [Symbol.dispose]: () => void listeners.delete(listener) }
    },
    [Symbol.dispose]() {
      clearImmediate(scheduled)
      listeners.clear()
    },
  }
}
