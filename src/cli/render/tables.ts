import type { ApiApp, ApiDeployment } from '../api.ts'
import { formatCause } from './deployment.ts'
import { shortCommit, statusCell } from './status.ts'
import { formatTable } from './table.ts'
import type { TableStyle } from './table-style.ts'
import { formatAge, formatDuration } from './time.ts'

/** One line an app: what runs, and how the last deployment went. */
export function formatApps(apps: readonly ApiApp[], { paint, now, width }: TableStyle): string {
  const columns = [
    { title: 'APP' },
    { title: 'PROJECT' },
    { title: 'BRANCH' },
    { title: 'LIVE' },
    { title: 'SINCE' },
    { title: 'LAST' },
    { title: 'WHY', shrink: true } as const,
  ]
  const rows = apps.map(({ app, project, branch, live, last }) => [
    app,
    project ?? '–',
    branch ?? '–',
    shortCommit(live?.commit),
    live ? formatAge(live.at, now) : '–',
    last ? statusCell(last.status, paint) : 'never',
    last?.error?.message ?? last?.reason ?? '',
  ])
  return formatTable(columns, rows, width)
}

/** One line a deployment, in the order given. */
export function formatHistory(deployments: readonly ApiDeployment[], { paint, now, width }: TableStyle): string {
  const columns = [
    { title: 'ID', align: 'right' } as const,
    { title: 'APP' },
    { title: 'STATUS' },
    { title: 'COMMIT' },
    { title: 'WHEN' },
    { title: 'TOOK', align: 'right' } as const,
    { title: 'CAUSE' },
    { title: 'WHY', shrink: true } as const,
  ]
  const rows = deployments.map(deployment => [
    String(deployment.id),
    deployment.app,
    statusCell(deployment.status, paint),
    shortCommit(deployment.commit),
    formatAge(deployment.createdAt, now),
    formatTook(deployment),
    formatCause(deployment),
    deployment.error?.message ?? deployment.reason ?? '',
  ])
  return formatTable(columns, rows, width)
}

function formatTook({ startedAt, finishedAt }: ApiDeployment): string {
  return startedAt && finishedAt ? formatDuration(Date.parse(finishedAt) - Date.parse(startedAt)) : '–'
}
