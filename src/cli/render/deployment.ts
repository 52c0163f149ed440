import { formatCause } from '../../core/deployment/cause-words.ts'
import { formatDuration } from '../../core/durations.ts'
import type { Evidence } from '../../core/errors.ts'
import type { ApiDeployment, ApiFailure, ApiStep } from '../api.ts'
import type { Paint } from '../style.ts'
import { clean } from './clean.ts'
import { formatPlan } from './plan.ts'
import { paintStatus, shortCommit } from './status.ts'
import { formatStepName } from './step-name.ts'
import type { TableStyle } from './table-style.ts'
import { formatAge } from './time.ts'

/** Everything about one deployment that helps a person, several lines. */
export function formatDeployment(deployment: ApiDeployment, style: TableStyle): string {
  const { app, project, plan, steps } = deployment
  const { paint, now } = style
  return [
    formatHead(deployment, paint, now),
    plan ? formatPlan(project ?? app, plan, style) : '',
    ...steps.map(step => `  ${formatStep(step, paint)}\n`),
    formatEnd(deployment, paint),
  ].join('')
}

/** `deployment 7 of shop: succeeded — 3f2a1b9c0d on redshop, pushed by ann, 10 min ago`. */
export function formatHead(deployment: ApiDeployment, paint: Paint, now: number): string {
  const { id, app, status, commit, project, createdAt } = deployment
  const place = project ? ` on ${clean(project)}` : ''
  const what = `${shortCommit(commit)}${place}, ${describeCause(deployment)}, ${formatAge(createdAt, now)}`
  return `deployment ${id} of ${clean(app)}: ${paintStatus(status, paint)} — ${what}\n`
}

/** What set it off, in one line without control characters. */
export const describeCause = ({ cause }: Pick<ApiDeployment, 'cause'>): string =>
  cause ? clean(formatCause(cause)) : 'unknown cause'

/** `✔ build    12 s`: the step, how it ended, how long it took. */
export function formatStep({ name, result, durationMs }: ApiStep, paint: Paint): string {
  const took = durationMs == null ? '' : paint('gray', formatDuration(durationMs))
  return `${markOf(result, paint)} ${formatStepName(name)} ${result === 'done' ? '' : `${clean(result)} `}${took}`.trimEnd()
}

const markOf = (result: string, paint: Paint): string => {
  if (result === 'done') return paint('green', '✔')
  return result === 'running' ? paint('cyan', '…') : paint('red', '✘')
}

/** How it ended and, where it failed, the evidence and the next action. */
export function formatEnd({ reason, error, status }: ApiDeployment, paint: Paint): string {
  const failure = error ? formatFailure(error, paint) : ''
  const isTold = reason && (!error || status === 'rolled_back')
  return failure + (isTold ? `${paintStatus(status, paint)}: ${clean(reason)}\n` : '')
}

/** A failure: what was found, the evidence, what to do. */
export function formatFailure({ code, message, hint, evidence = [] }: ApiFailure, paint: Paint): string {
  const lines = [
    `${paint('red', code)}: ${message.split('\n').map(clean).join('\n')}`,
    ...evidence.flatMap(formatEvidence),
    ...(hint ? [`${paint('bold', 'what to do:')} ${clean(hint)}`] : []),
  ]
  return `${lines.join('\n')}\n`
}

function formatEvidence({ service, container, state, exitCode, health, log = [] }: Evidence): string[] {
  const facts = [
    state,
    exitCode === undefined ? undefined : `exit code ${exitCode}`,
    health === undefined ? undefined : `health: ${health}`,
  ].filter(fact => fact !== undefined)
  const subject = clean(service ?? container ?? '')
  const told = [subject || 'last lines', facts.map(clean).join(', ')].filter(Boolean).join(': ')
  return [`  ${told}`, ...log.map(line => `    ${`${subject} | ${clean(line)}`.trim()}`)]
}
