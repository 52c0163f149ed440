import { formatDuration } from '../../core/durations.ts'
import type { ApiContainer } from '../api.ts'
import type { Paint } from '../style.ts'
import { type Cell, formatTable } from './table.ts'
import type { TableStyle } from './table-style.ts'

/** One line for each container of an app as it is now. */
export function formatContainers(containers: readonly ApiContainer[], { paint, now, width }: TableStyle): string {
  if (containers.length === 0) return 'no containers\n'
  const columns = [
    { title: 'SERVICE' },
    { title: 'CONTAINER', spare: 3 },
    { title: 'STATE' },
    { title: 'UP', align: 'right' } as const,
    { title: 'RESTARTS', align: 'right', spare: 2 } as const,
    { title: 'PORTS', shrink: true, optional: true } as const,
    { title: 'IMAGE', shrink: true, spare: 1 } as const,
  ]
  const rows = containers.map(container => [
    container.service,
    container.name,
    stateCell(container, paint),
    isUp(container) && container.startedAt ? formatDuration(now - Date.parse(container.startedAt)) : '–',
    String(container.restarts),
    container.ports.join(', '),
    container.image ?? '–',
  ])
  return formatTable(columns, rows, width)
}

const isUp = ({ state }: ApiContainer): boolean => state === 'running'

/** `healthy`, `running`, `exited (1)`: the health where one is known, else the state. */
function stateCell(container: ApiContainer, paint: Paint): Cell {
  const { state, health, exitCode } = container
  const text = isUp(container)
    ? (health ?? state)
    : `${state}${state === 'exited' && exitCode !== undefined ? ` (${exitCode})` : ''}`
  const isGood = text === 'healthy' || text === 'running' || text === 'exited (0)'
  const color = isGood ? 'green' : text === 'starting' || state === 'created' ? 'cyan' : 'red'
  return { text, paint: shown => paint(color, shown) }
}
