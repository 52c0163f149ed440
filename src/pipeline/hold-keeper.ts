import type { Detours } from './detours.ts'
import type { HeldRegistry } from './held-registry.ts'
import type { Clock } from './ports/clock.ts'
import type { Lock } from './ports/hold-store.ts'
import type { Log } from './ports/log.ts'
import type { Store } from './ports/store.ts'

export interface HoldKeeperPorts {
  readonly store: Pick<Store, 'locks' | 'detours' | 'takeEndedLocks'>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  readonly held: HeldRegistry
  readonly detours: Pick<Detours, 'settle'>
  /** What waited may run. */
  wake(): void
  /** The time of a lock is over. */
  onLockEnded(lock: Lock): void
}

export interface HoldKeeper extends Disposable {
  /** A hold has begun or ended: the next end may be another. */
  look(): void
}

/** The clock of the machine may be set: never waits longer than a minute. */
const longestMs = 60_000
const shortestMs = 10

/** Ends locks and detours when their time is over, also where that came while no server ran. */
export function startHoldKeeper(ports: HoldKeeperPorts): HoldKeeper {
  let timer: NodeJS.Timeout | undefined
  const arm = () => {
    clearTimeout(timer)
    timer = setTimeout(look, nextEndMs(ports))
    timer.unref()
  }
  const look = () => {
    endAll(ports)
    arm()
  }
  look()
  return { look: arm, [Symbol.dispose]: () => clearTimeout(timer) }
}

function endAll({ store, clock, log, held, detours, wake, onLockEnded }: HoldKeeperPorts): void {
  try {
    const ended = store.takeEndedLocks(clock.now())
    held.refresh()
    for (const lock of ended) {
      log.info({ app: lock.app, by: lock.by, reason: lock.reason }, 'a lock has ended')
      onLockEnded(lock)
    }
    if (ended.length > 0) wake()
    detours.settle().catch(error => log.error({ err: error }, 'a detour could not be ended'))
  } catch (error) {
    log.error({ err: error }, 'locks and detours could not be looked at')
  }
}

function nextEndMs({ store, clock }: HoldKeeperPorts): number {
  const now = clock.now()
  const ends = [...store.locks(now).values(), ...store.detours().values()].map(
    ({ until }) => (until ?? now + longestMs) - now,
  )
  return Math.min(Math.max(Math.min(...ends, longestMs), shortestMs), longestMs)
}
