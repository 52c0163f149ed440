import type { ApiApp, ApiHold } from '../api.ts'
import { clean } from './clean.ts'
import { formatMoment } from './time.ts'

/** What keeps an app from being deployed as usual: `locked by ann until 17:00 UTC: moving the database`; empty when nothing does. */
export function formatHolds({ lock, detour }: Pick<ApiApp, 'lock' | 'detour'>, now: number): string {
  const detoured = detour ? `follows ${clean(detour.branch)} ${byAndUntil(detour, now)}` : ''
  return [lock ? formatLock(lock, now) : '', detoured].filter(text => text !== '').join('; ')
}

/** `locked by ann until 17:00 UTC: moving the database`. */
export const formatLock = (lock: NonNullable<ApiApp['lock']>, now: number): string =>
  `locked ${byAndUntil(lock, now)}${lock.reason === '' ? '' : `: ${clean(lock.reason)}`}`

const byAndUntil = ({ by, until }: ApiHold, now: number): string =>
  `by ${clean(by)}${until ? ` until ${formatMoment(until, now)}` : ''}`
