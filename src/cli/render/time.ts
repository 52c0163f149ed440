const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** A duration in milliseconds as `0.8 s`, `45 s`, `2 min 05 s` or `1 h 04 min`. */
export function formatDuration(ms: number): string {
  if (ms < 10 * second - 50) return `${(Math.max(ms, 0) / second).toFixed(1)} s`
  const seconds = Math.round(ms / second)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`
}

const twoDigits = (n: number): string => String(n).padStart(2, '0')

/** How long ago a moment (ISO 8601) was, seen from `now` (epoch milliseconds): `just now`, `12 s ago`, `3 h ago`, `5 d ago`. */
export function formatAge(iso: string, now: number): string {
  const ms = now - Date.parse(iso)
  if (Number.isNaN(ms)) return iso
  if (ms < 2 * second) return 'just now'
  if (ms < minute) return `${Math.floor(ms / second)} s ago`
  if (ms < hour) return `${Math.floor(ms / minute)} min ago`
  if (ms < 2 * day) return `${Math.floor(ms / hour)} h ago`
  return `${Math.floor(ms / day)} d ago`
}

/** A moment (ISO 8601) of the day of `now` (epoch milliseconds) as `17:00 UTC`, of another one as `2026-11-23 17:00 UTC`. */
export function formatMoment(iso: string, now: number): string {
  const at = Date.parse(iso)
  if (Number.isNaN(at)) return iso
  const [day, time = ''] = new Date(at).toISOString().split('T')
  const today = new Date(now).toISOString().slice(0, 10)
  return `${day === today ? '' : `${day} `}${time.slice(0, 5)} UTC`
}
