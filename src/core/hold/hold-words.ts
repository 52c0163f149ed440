import { RedhookError } from '../errors.ts'
import type { Hold, LockHold } from './hold.ts'

const dayMs = 86_400_000

/** The end of a hold as a person says it: ` until 17:00 UTC`, with the date where that is not plain; nothing without an end. */
export function formatEnd({ at, until }: Pick<Hold, 'at' | 'until'>): string {
  if (until === undefined) return ''
  const [date = '', time = ''] = new Date(until).toISOString().split('T')
  return ` until ${until - at > dayMs ? `${date} ` : ''}${time.slice(0, 5)} UTC`
}

/** `is locked until 17:00 UTC (ann: release freeze)`. */
export const describeLock = (lock: LockHold): string => `is locked${formatEnd(lock)} (${lock.by}: ${lock.reason})`

/** What somebody is told who wants a locked app deployed. */
export const appLocked = (app: string, lock: LockHold): RedhookError =>
  new RedhookError(`${app} ${describeLock(lock)}`, {
    code: 'APP_LOCKED',
    hint: `Pushes wait until it ends. To go on now: redhook unlock ${app}.`,
  })
