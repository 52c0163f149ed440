import { createDetours, type Detours } from './detours.ts'
import { createHeldRegistry, type HeldRegistry } from './held-registry.ts'
import { type HoldKeeper, startHoldKeeper } from './hold-keeper.ts'
import type { Clock } from './ports/clock.ts'
import type { Lock } from './ports/hold-store.ts'
import type { Log } from './ports/log.ts'
import type { Store } from './ports/store.ts'
import type { RegistrySnapshot } from './registry.ts'

export interface HoldingPorts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  registry(): RegistrySnapshot
  /** Something was queued, or may run by now. */
  wake(): void
  /** The time of a lock is over. */
  onLockEnded(lock: Lock): void
}

/** Locks and detours as they are in force; disposing ends the watch over their time. */
export interface Holding extends Disposable {
  readonly held: HeldRegistry
  readonly detours: Detours
  /** Locks are other than they were. */
  onLocks(): void
}

/** Puts together who knows of holds, who starts and who ends them. */
export function startHolding(ports: HoldingPorts): Holding {
  const held = createHeldRegistry(ports)
  let keeper: HoldKeeper | undefined
  const look = () => keeper?.look()
  const detours = createDetours({ ...ports, held, onChange: look })
  keeper = startHoldKeeper({ ...ports, held, detours })
  return {
    held,
    detours,
    onLocks() {
      held.refresh()
      look()
    },
    [Symbol.dispose]: keeper[Symbol.dispose],
  }
}
