import { formatAge as formatAgeOf } from '../../core/durations.ts'

/** How long ago a moment (ISO 8601) was, seen from `now` (epoch milliseconds): `just now`, `12 s ago`, `3 h ago`, `in 5 d`. */
export function formatAge(iso: string, now: number): string {
  const at = Date.parse(iso)
  return Number.isNaN(at) ? iso : formatAgeOf(at, now)
}

/** A moment (ISO 8601) of the day of `now` (epoch milliseconds) as `17:00 UTC`, of another one as `2026-11-23 17:00 UTC`. */
export function formatMoment(iso: string, now: number): string {
  const at = Date.parse(iso)
  if (Number.isNaN(at)) return iso
  const [day, time = ''] = new Date(at).toISOString().split('T')
  const today = new Date(now).toISOString().slice(0, 10)
  return `${day === today ? '' : `${day} `}${time.slice(0, 5)} UTC`
}
