import type { Evidence } from '../../core/errors.ts'
import type { ApiDeployment, ApiFailure, ApiStep } from '../api.ts'
import type { Paint } from '../style.ts'
import { clean } from './clean.ts'
import { formatPlan } from './plan.ts'
import { paintStatus, shortCommit } from './status.ts'
import { formatAge, formatDuration } from './time.ts'

/** Everything about one deployment that helps a person, several lines. */
export function formatDeployment(deployment: ApiDeployment, paint: Paint, now: number): string {
  const { id, app, status, commit, project, createdAt, plan, steps } = deployment
  const place = project ? ` on ${clean(project)}` : ''
  const head = `deployment ${id} of ${clean(app)}: ${paintStatus(status, paint)} — ${shortCommit(commit)}${place}, ${formatCause(deployment)}, ${formatAge(createdAt, now)}\n`
  return [
    head,
    plan ? formatPlan(project ?? app, plan, paint) : '',
    ...steps.map(step => `  ${formatStep(step, paint)}\n`),
    formatEnd(deployment, paint),
  ].join('')
}

/** What set it off: `pushed by ann`, `asked for by cli`. */
export function formatCause({ cause }: Pick<ApiDeployment, 'cause'>): string {
  if (!cause) return 'unknown cause'
  const [verb, who] = cause.kind === 'push' ? ['pushed', cause.pusher] : ['asked for', cause.by]
  return who ? `${verb} by ${clean(who)}` : verb
}

/** `✔ build  12 s`: the step, how it ended, how long it took. */
export function formatStep({ name, result, durationMs }: ApiStep, paint: Paint): string {
  const took = durationMs == null ? '' : paint('gray', formatDuration(durationMs))
  return `${markOf(result, paint)} ${clean(name).padEnd(6)} ${result === 'done' ? '' : `${clean(result)} `}${took}`.trimEnd()
}

const markOf = (result: string, paint: Paint): string => {
  if (result === 'done') return paint('green', '✔')
  return result === 'running' ? paint('cyan', '…') : paint('red', '✘')
}

/** How it ended and, where it failed, the evidence and the next action. */
export function formatEnd({ reason, error, status }: ApiDeployment, paint: Paint): string {
  if (error) return formatFailure(error, paint)
  return reason ? `${paintStatus(status, paint)}: ${clean(reason)}\n` : ''
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
  const subject = service ?? container ?? 'log'
  return [`  ${clean(`${subject}: ${facts.join(', ')}`)}`, ...log.map(line => `    ${subject} | ${clean(line)}`)]
}
