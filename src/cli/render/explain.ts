import type { ServiceOutcome, Version } from '../../core/deployment/deployment.ts'
import type { Plan, ServicePlan } from '../../core/plan/plan.ts'
import type { ApiDeployment } from '../api.ts'
import { clean } from './clean.ts'
import { formatEnd, formatHead, formatStep } from './deployment.ts'
import { actionCell, formatDecision, formatWarnings } from './plan.ts'
import { shortCommit } from './status.ts'
import { type Cell, formatTable } from './table.ts'
import type { TableStyle } from './table-style.ts'

/** What was decided, on what evidence, and what really happened: to each service, step by step, and in the end. */
export function formatExplanation(deployment: ApiDeployment, style: TableStyle): string {
  const { plan, app, project, steps, previous, version } = deployment
  const { paint, now } = style
  return [
    formatHead(deployment, paint, now),
    plan ? formatDecision(project ?? app, plan, paint) + formatChanged(plan) : 'nothing was decided yet\n',
    formatServices(plan?.services ?? [], deployment.outcome ?? [], style),
    plan ? formatWarnings(plan, paint) : '',
    ...steps.map(step => `  ${formatStep(step, paint)}\n`),
    previous ? `ran before: ${formatVersion(previous)}\n` : '',
    version ? `made live: ${formatVersion(version)}\n` : '',
    formatEnd(deployment, paint),
  ].join('')
}

/** The first ones; how many more there are. */
const shownFiles = 10

function formatChanged({ changed, changedTotal }: Plan): string {
  const shown = changed.slice(0, shownFiles)
  const rest = changedTotal - shown.length
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].map(path => `    ${clean(path)}\n`).join('')
}

const columns = [{ title: 'SERVICE' }, { title: 'DECIDED' }, { title: 'DONE' }, { title: 'WHY', shrink: true } as const]

/** Each service with every reason on a line of its own; one that the plan did not know, without. */
function formatServices(
  services: readonly ServicePlan[],
  outcome: readonly ServiceOutcome[],
  { paint, width }: TableStyle,
): string {
  const done = new Map(outcome.map(one => [one.service, formatOutcome(one)]))
  const planned = new Set(services.map(({ service }) => service))
  const rows: Cell[][] = services.flatMap(({ service, action, reasons: [first, ...others] }) => [
    [service, actionCell(action, paint), done.get(service) ?? '–', first?.text ?? ''],
    ...others.map(({ text }) => ['', '', '', text]),
  ])
  const unplanned = outcome.filter(({ service }) => !planned.has(service)).map(({ service }) => service)
  rows.push(...unplanned.map(service => [service, '–', done.get(service) ?? '–', '']))
  return rows.length > 0 ? formatTable(columns, rows, width) : ''
}

/** `built, recreated`; `built the same, kept`. */
function formatOutcome({ built, container }: ServiceOutcome): string {
  if (built === undefined) return container
  return `${built === 'new' ? 'built' : 'built the same'}, ${container}`
}

function formatVersion({ commit, deployment, images }: Version): string {
  const whose = deployment === undefined ? 'not by Redhook' : `deployment ${deployment}`
  const count = images.length === 1 ? '1 image' : `${images.length} images`
  return `${shortCommit(commit)} (${whose}, ${count})`
}
