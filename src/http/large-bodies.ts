import { createSlots, type Slot, type Slots } from '../pipeline/slots.ts'

/** A few places for large bodies, so that memory stays bounded whoever sends them. */
export interface LargeBodies {
  /** A request that may come to need a place, and must leave in the end, whether it has one or not. */
  arrive(): Visitor
}

export interface Visitor {
  /** Whether it got a place in time; it is given up by `leave`. */
  takePlace(): Promise<boolean>
  leave(): void
}

/** At most `places` at once; whoever comes later waits up to `waitMs`. */
export function createLargeBodies(places: number, waitMs: number): LargeBodies {
  const slots = createSlots(places)
  return { arrive: () => createVisitor(slots, waitMs) }
}

function createVisitor(slots: Slots, waitMs: number): Visitor {
  let slot: Slot | undefined
  let left: AbortController | undefined
  return {
    async takePlace() {
      left = new AbortController()
      const { signal } = left
      try {
        const taken = await slots.take(AbortSignal.any([signal, AbortSignal.timeout(waitMs)]))
        if (signal.aborted) taken[Symbol.dispose]()
        else slot = taken
        return slot !== undefined
      } catch {
        return false
      }
    },
    leave() {
      left?.abort()
      slot?.[Symbol.dispose]()
    },
  }
}
