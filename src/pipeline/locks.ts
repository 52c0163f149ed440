import type { App } from '../core/app.ts'
import { RedhookError } from '../core/errors.ts'
import { isHeld } from '../core/hold/hold.ts'
import { appLocked } from '../core/hold/hold-words.ts'
import { plainLine } from '../core/notice/plain-text.ts'
import type { Clock } from './ports/clock.ts'
import type { Lock } from './ports/hold-store.ts'
import type { Log } from './ports/log.ts'
import type { Store } from './ports/store.ts'

export interface LockPorts {
  readonly store: Pick<Store, 'lock' | 'unlock'>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  /** Locks are other than they were. */
  onChange(): void
  /** What waited may run. */
  wake(): void
  tell: {
    locked(lock: Lock): void
    unlocked(lock: Lock, by: string): void
  }
}

const longestReason = 500

/** Holds an app; what runs is not stopped. @throws RedhookError USAGE */
export function lockApp(ports: LockPorts, { name }: App, wanted: { reason: string; until?: number }, by: string): Lock {
  const { store, clock, log, onChange, tell } = ports
  const reason = plainLine(wanted.reason, longestReason + 1)
  if (reason === '' || reason.length > longestReason) throw badReason()
  const { until } = wanted
  const lock: Lock = { app: name, reason, by, at: clock.now(), ...(until === undefined ? {} : { until }) }
  if (!isHeld(lock, lock.at)) throw overAlready()
  store.lock(lock)
  onChange()
  log.info({ app: name, by, reason }, 'app is locked')
  tell.locked(lock)
  return lock
}

/** Lets an app go on; what waits is deployed. @throws RedhookError ALREADY_ENDED where it is not locked */
export function unlockApp({ store, log, onChange, wake, tell }: LockPorts, { name }: App, by: string): Lock {
  const lock = store.unlock(name)
  if (lock === undefined) throw notLocked(name)
  onChange()
  wake()
  log.info({ app: name, by }, 'app is unlocked')
  tell.unlocked(lock, by)
  return lock
}

/** @throws RedhookError APP_LOCKED */
export function refuseLocked({ name, lock }: App, now: number): void {
  if (lock !== undefined && isHeld(lock, now)) throw appLocked(name, lock)
}

const notLocked = (app: string) =>
  new RedhookError(`${app} is not locked`, { code: 'ALREADY_ENDED', hint: 'See what is: redhook status.' })

const badReason = () =>
  new RedhookError(`A lock needs a reason of 1 to ${longestReason} characters`, {
    code: 'USAGE',
    hint: 'Say why, for those whose pushes wait: redhook lock shop "demo at noon" --until 13:00.',
  })

const overAlready = () =>
  new RedhookError('The end of the lock is over already', {
    code: 'USAGE',
    hint: 'Name a moment that is still to come.',
  })
