import { formatAge, formatDuration, formatMoment } from '../../../core/durations.ts'

/** A moment, told by its distance; the script keeps it fresh, and the exact time is in its title. */
export const Ago = ({ at, now }: { at: number; now: number }) => (
  <time datetime={new Date(at).toISOString()} title={formatMoment(at)} data-ago="">
    {formatAge(at, now)}
  </time>
)

/** A span that ended, or goes on since then: the script counts on. */
export function Took({ from, to, now }: { from: number; to: number | undefined; now: number }) {
  if (to !== undefined) return <span class="took">{formatDuration(to - from)}</span>
  return (
    <span class="took" data-since={String(from)}>
      {formatDuration(now - from)}
    </span>
  )
}
