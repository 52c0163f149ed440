/** A place among those that may work at once; disposing gives it back. */
export interface Slot extends Disposable {}

/** Hands out a bounded number of places in order of asking. */
export interface Slots {
  /** Waits for a place; rejects with the signal's reason when it aborts first. */
  take(signal: AbortSignal): Promise<Slot>
}

/** At most `size` places at once. */
export function createSlots(size: number): Slots {
  let free = size
  const waiting: (() => void)[] = []
  const giveBack = () => {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
  const slot = (): Slot => {
    let held = true
    return {
      [Symbol.dispose]() {
        if (held) giveBack()
        held = false
      },
    }
  }
  return {
    async take(signal) {
      signal.throwIfAborted()
      if (free > 0) free -= 1
      else await waitForPlace(waiting, signal)
      return slot()
    },
  }
}

function waitForPlace(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const enter = () => {
      signal.removeEventListener('abort', leave)
      resolve()
    }
    const leave = () => {
      waiting.splice(waiting.indexOf(enter), 1)
      reject(signal.reason)
    }
    waiting.push(enter)
    signal.addEventListener('abort', leave, { once: true })
  })
}
