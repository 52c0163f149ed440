const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** A duration in milliseconds as people say it: `0.8 s`, `45 s`, `2 min 5 s`, `1 h 4 min`, `3 d 2 h`. */
export function formatDuration(ms: number): string {
  if (ms < 10 * second - 50) return `${(Math.max(ms, 0) / second).toFixed(1)} s`
  const seconds = Math.round(ms / second)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return two(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  if (ms < day) return two(Math.floor(ms / hour), 'h', Math.floor((ms % hour) / minute), 'min')
  return two(Math.floor(ms / day), 'd', Math.floor((ms % day) / hour), 'h')
}

const two = (big: number, unit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${big} ${unit}` : `${big} ${unit} ${small} ${smallUnit}`

/** How long ago a moment was, or in how long it comes. Both in epoch milliseconds. The dashboard's script says the same. */
export function formatAge(at: number, now: number): string {
  const ms = now - at
  if (Math.abs(ms) < 5 * second) return 'just now'
  return ms < 0 ? `in ${coarse(-ms)}` : `${coarse(ms)} ago`
}

function coarse(ms: number): string {
  if (ms < minute) return `${Math.floor(ms / second)} s`
  if (ms < hour) return `${Math.floor(ms / minute)} min`
  if (ms < 2 * day) return `${Math.floor(ms / hour)} h`
  return `${Math.floor(ms / day)} d`
}

/** `2026-11-22 10:21:05 UTC`. */
export const formatMoment = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
