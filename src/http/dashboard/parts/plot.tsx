import { formatDuration } from '../../../core/durations.ts'
import type { AppNumbers } from '../../../pipeline/house.ts'

const height = 44
const step = 8
const bar = 6

type Day = AppNumbers['byDay'][number]

/** Deployments by day: what went well above, what failed in another hue and with a notch. */
export function ResultsPlot({ days }: { days: readonly Day[] }) {
  const most = Math.max(1, ...days.map(({ succeeded, failed }) => succeeded + failed))
  const scale = (count: number) => (count / most) * (height - 2)
  return (
    <Plot count={days.length} label={`Deployments a day over ${days.length} days, ${most} at most`}>
      {days.map(({ day, succeeded, failed }, index) => {
        const [good, bad] = [scale(succeeded), scale(failed)]
        return (
          <g>
            <title>{`${day}: ${succeeded} succeeded, ${failed} failed`}</title>
            <rect class="hit" x={index * step} y="0" width={step} height={height} />
            <rect class="good" x={index * step + 1} y={height - good} width={bar} height={good} />
            <rect class="bad" x={index * step + 1} y={height - good - bad} width={bar} height={bad} />
          </g>
        )
      })}
    </Plot>
  )
}

/** Median push-to-live by day, as points joined where days follow each other. */
export function MedianPlot({ days }: { days: readonly Day[] }) {
  const known = days.flatMap(({ day, medianMs }, index) => (medianMs === undefined ? [] : [{ day, medianMs, index }]))
  const most = Math.max(1, ...known.map(({ medianMs }) => medianMs))
  const at = ({ index, medianMs }: { index: number; medianMs: number }) => ({
    x: index * step + step / 2,
    y: height - 4 - (medianMs / most) * (height - 8),
  })
  const line = known.map(point => `${at(point).x},${at(point).y.toFixed(1)}`).join(' ')
  return (
    <Plot
      count={days.length}
      label={`Median push-to-live by day over ${days.length} days, ${formatDuration(most)} at most`}
    >
      <polyline class="line" points={line} />
      {known.map(point => (
        <path class="dot" d={`M${at(point).x} ${at(point).y.toFixed(1)}h0`}>
          <title>{`${point.day}: ${formatDuration(point.medianMs)}`}</title>
        </path>
      ))}
    </Plot>
  )
}

/** A plot and, above it, what it shows and up to where. */
const Plot = ({ count, label, children }: { count: number; label: string; children?: unknown }) => (
  <figure>
    <figcaption class="small muted">{label}</figcaption>
    <svg
      class="plot"
      viewBox={`0 0 ${Math.max(count, 1) * step} ${height}`}
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
    >
      <line class="rail" x1="0" x2={Math.max(count, 1) * step} y1={height - 0.5} y2={height - 0.5} />
      {children}
    </svg>
  </figure>
)
