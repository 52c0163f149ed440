import { formatDuration } from '../../core/durations.ts'
import { type ApiApp, type ApiDeployment, hasEnded } from '../api.ts'
import type { Paint } from '../style.ts'
import { describeCause } from './deployment.ts'
import { formatHolds } from './hold.ts'
import { shortCommit, statusCell } from './status.ts'
import { type Cell, type Column, formatTable } from './table.ts'
import type { TableStyle } from './table-style.ts'
import { formatAge } from './time.ts'

const appColumns: readonly Column[] = [
  { title: 'APP' },
  { title: 'PROJECT', spare: 3 },
  { title: 'BRANCH', shrink: true, spare: 1 },
  { title: 'LIVE' },
  { title: 'SUBJECT', shrink: true, optional: true, spare: 2 },
  { title: 'AUTHOR', shrink: true, optional: true, spare: 4 },
  { title: 'SINCE' },
  { title: 'LAST' },
  { title: 'WHY', shrink: true },
  { title: 'NOTE', shrink: true, optional: true },
]

/** One line an app: what runs, how the last deployment went or goes, and what holds it. */
export function formatApps(apps: readonly ApiApp[], { paint, now, width }: TableStyle): string {
  const rows = apps.map(({ app, project, branch, live, last, lock, detour }) => [
    app,
    project ?? '–',
    branch ?? '–',
    shortCommit(live?.commit),
    live?.subject ?? '',
    live?.author ?? '',
    live ? formatAge(live.at, now) : '–',
    last ? lastCell(last, paint, now) : 'never',
    last?.error?.message ?? last?.reason ?? '',
    heldCell(formatHolds({ lock: lock ?? null, detour: detour ?? null }, now), paint),
  ])
  return formatTable(appColumns, rows, width)
}

/** `succeeded`; of one that runs, what it is at and since when: `build 12 s`. */
function lastCell(last: ApiDeployment, paint: Paint, now: number): Cell {
  const step = last.status === 'running' ? last.steps.findLast(({ result }) => result === 'running') : undefined
  if (step === undefined) return statusCell(last.status, paint)
  const text = `${step.name} ${formatDuration(now - Date.parse(step.startedAt))}`
  return { text, paint: shown => paint('cyan', shown) }
}

const heldCell = (text: string, paint: Paint): Cell => ({ text, paint: shown => paint('yellow', shown) })

const historyColumns: readonly Column[] = [
  { title: 'ID', align: 'right' },
  { title: 'APP' },
  { title: 'STATUS' },
  { title: 'COMMIT' },
  { title: 'SUBJECT', shrink: true, optional: true, spare: 2 },
  { title: 'AUTHOR', shrink: true, optional: true, spare: 4 },
  { title: 'WHEN' },
  { title: 'TOOK', align: 'right', spare: 3 },
  { title: 'CAUSE', spare: 1 },
  { title: 'WHY', shrink: true },
]

/** One line a deployment, in the order given. */
export function formatHistory(deployments: readonly ApiDeployment[], { paint, now, width }: TableStyle): string {
  const rows = deployments.map(deployment => [
    String(deployment.id),
    deployment.app,
    statusCell(deployment.status, paint),
    shortCommit(deployment.commit),
    deployment.about?.subject ?? '',
    deployment.about?.author ?? '',
    formatAge(deployment.createdAt, now),
    formatTook(deployment, now),
    describeCause(deployment),
    deployment.error?.message ?? deployment.reason ?? '',
  ])
  return formatTable(historyColumns, rows, width)
}

function formatTook(deployment: ApiDeployment, now: number): string {
  const { startedAt, finishedAt } = deployment
  if (!startedAt) return '–'
  if (!finishedAt && hasEnded(deployment)) return '–'
  return formatDuration((finishedAt ? Date.parse(finishedAt) : now) - Date.parse(startedAt))
}
