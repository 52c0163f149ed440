import type { Plan, Reason, ServicePlan } from '../../core/plan/plan.ts'
import type { Paint } from '../style.ts'
import { clean } from './clean.ts'
import { shortCommit } from './status.ts'
import { type Cell, formatTable } from './table.ts'
import type { TableStyle } from './table-style.ts'

type Style = Pick<TableStyle, 'paint' | 'width'>

/** The decision, what it is measured against, a line for each service with its reasons, and warnings. */
export function formatPlan(name: string, plan: Plan, style: Style): string {
  return [
    formatDecision(name, plan, style.paint),
    formatServices(plan.services, style),
    formatWarnings(plan, style.paint),
  ].join('')
}

/** `build shop — first deployment of this project`, then further reasons, and what it is measured against. */
export function formatDecision(name: string, plan: Plan, paint: Paint): string {
  const [first, ...others] = plan.reasons
  const head = `${paint('bold', `${plan.action} ${clean(name)}`)}${first ? ` — ${clean(first.text)}` : ''}`
  const lines = [head, ...others.map(({ text }) => `  and ${clean(text)}`), `  ${paint('gray', formatSpan(plan))}`]
  return `${lines.join('\n')}\n`
}

/** What a person should know though it changed nothing. */
export const formatWarnings = ({ warnings }: Plan, paint: Paint): string =>
  warnings.map(text => `  ${paint('yellow', 'warning:')} ${clean(text)}\n`).join('')

/** What is planned for a service, in its color. */
export const actionCell = (action: ServicePlan['action'], paint: Paint): Cell => ({
  text: action,
  paint: text => paint(actionColors[action], text),
})

const actionColors = { build: 'cyan', recreate: 'magenta', restart: 'blue', leave: 'gray' } as const

function formatServices(services: readonly ServicePlan[], { paint, width }: Style): string {
  if (services.length === 0) return ''
  const columns = [{ title: 'SERVICE' }, { title: 'PLAN' }, { title: 'WHY', shrink: true } as const]
  const rows = services.map(({ service, action, reasons }) => [
    service,
    actionCell(action, paint),
    formatReasons(reasons),
  ])
  return formatTable(columns, rows, width)
}

/** The first ones, and how many more. */
function formatReasons(reasons: readonly Reason[]): string {
  const shown = reasons.slice(0, 2)
  const rest = reasons.slice(2).reduce((sum, { more = 0 }) => sum + 1 + more, 0)
  return [...shown.map(({ text }) => text), ...(rest > 0 ? [`${rest} more`] : [])].join('; ')
}

function formatSpan({ base, tip, changedTotal }: Plan): string {
  if (base === undefined) return `${shortCommit(tip)}; nothing to compare with`
  const files = changedTotal === 1 ? '1 file' : `${changedTotal} files`
  return `${shortCommit(base)}..${shortCommit(tip)}, ${files} changed`
}
