import { dayOf, daysUntil, firstMoment } from './days.ts'
import type { DeploymentNumbers } from './deployment-numbers.ts'
import { median, percentile } from './percentile.ts'

/** How an app did: over all days, and by day, oldest first. */
export interface AppNumbers {
  readonly days: number
  /** From the delivery of a push to its end in `succeeded`, in milliseconds; absent without one. */
  readonly pushToLive?: { readonly medianMs: number; readonly p90Ms: number }
  /** From 0 to 1; absent without a deployment that ended. */
  readonly failureRate?: number
  /** From the first failure after a success to the next success, the median, in milliseconds. */
  readonly recoverMs?: number
  readonly byDay: readonly DayNumbers[]
}

export interface DayNumbers {
  /** UTC, `2026-11-22`. */
  readonly day: string
  readonly succeeded: number
  readonly failed: number
  readonly medianMs?: number
}

/**
 * How the deployments of one app went over the last `days` days of UTC, today (`now`, epoch milliseconds) among them; days without
 * any are there. Rows may be in any order, those of other days are left out (`firstMoment` says since when they count). What was
 * rolled back has failed.
 */
export function createAppNumbers(rows: readonly DeploymentNumbers[], days: number, now: number): AppNumbers {
  const since = firstMoment(days, now)
  const counted = rows
    .filter(({ finishedAt }) => finishedAt >= since && finishedAt <= now)
    .sort((a, b) => a.finishedAt - b.finishedAt || a.id - b.id)
  const waits = pushToLive(counted)
  const [medianMs, p90Ms] = [median(waits), percentile(waits, 90)]
  const recoverMs = median(recoveries(counted))
  return {
    days,
    ...(medianMs !== undefined && p90Ms !== undefined && { pushToLive: { medianMs, p90Ms } }),
    ...(counted.length > 0 && { failureRate: failuresOf(counted) / counted.length }),
    ...(recoverMs !== undefined && { recoverMs }),
    byDay: byDay(counted, daysUntil(days, now)),
  }
}

const hasFailed = ({ state }: DeploymentNumbers): boolean => state !== 'succeeded'

const failuresOf = (rows: readonly DeploymentNumbers[]): number => rows.filter(hasFailed).length

const pushToLive = (rows: readonly DeploymentNumbers[]): number[] =>
  rows.flatMap(({ state, pushToLiveMs }) => (state === 'succeeded' ? (pushToLiveMs ?? []) : []))

/** How long each outage took that has ended. What was broken before the first success is none: nothing is known of its beginning. */
function recoveries(rows: readonly DeploymentNumbers[]): number[] {
  const found: number[] = []
  let wasGood = false
  let brokenAt: number | undefined
  for (const row of rows) {
    if (hasFailed(row)) {
      if (wasGood) brokenAt ??= row.finishedAt
      continue
    }
    if (brokenAt !== undefined) found.push(row.finishedAt - brokenAt)
    brokenAt = undefined
    wasGood = true
  }
  return found
}

function byDay(rows: readonly DeploymentNumbers[], days: readonly string[]): DayNumbers[] {
  const groups = Map.groupBy(rows, ({ finishedAt }) => dayOf(finishedAt))
  return days.map(day => dayNumbers(day, groups.get(day) ?? []))
}

function dayNumbers(day: string, rows: readonly DeploymentNumbers[]): DayNumbers {
  const failed = failuresOf(rows)
  const medianMs = median(pushToLive(rows))
  return { day, succeeded: rows.length - failed, failed, ...(medianMs !== undefined && { medianMs }) }
}
