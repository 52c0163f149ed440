import type { ApiVersion } from '../api.ts'
import { shortCommit } from './status.ts'
import { formatTable } from './table.ts'
import type { TableStyle } from './table-style.ts'
import { formatAge } from './time.ts'

/** One line for each version that can be gone back to, in the order given. */
export function formatVersions(versions: readonly ApiVersion[], { paint, now, width }: TableStyle): string {
  const columns = [
    { title: 'DEPLOYMENT', align: 'right' } as const,
    { title: 'COMMIT' },
    { title: 'SINCE' },
    { title: 'LIVE' },
    { title: 'SERVICES', shrink: true } as const,
  ]
  const rows = versions.map(({ deployment, commit, at, isLive, images }) => [
    String(deployment),
    shortCommit(commit),
    formatAge(at, now),
    isLive ? { text: 'live', paint: (text: string) => paint('green', text) } : '',
    images.map(({ service }) => service).join(', '),
  ])
  return formatTable(columns, rows, width)
}
