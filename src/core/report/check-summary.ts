import type { Deployment, Step } from '../deployment/deployment.ts'
import { formatDuration } from '../durations.ts'
import type { Evidence, Failure } from '../errors.ts'
import { formatServicePlans } from '../plan/format-plan.ts'
import type { Plan } from '../plan/plan.ts'
import { codeMarkdown, fencedMarkdown, plainMarkdown, withinLimit } from './markdown.ts'

/** GitHub takes 65,535 characters. */
const most = 60_000
const mostPlanLines = 120
const mostLogLines = 60
const mostEvidence = 5
const longestSentence = 2_000

/** A deployment in Markdown: the failure with its evidence, the plan with its reasons, the steps with their times. */
export function summariseDeployment({ error, plan, steps, reason }: Deployment): string {
  const parts = [
    ...(error === undefined ? [] : formatFailure(error)),
    ...(error === undefined && reason !== undefined ? [plainMarkdown(reason, longestSentence)] : []),
    ...(plan === undefined ? [] : formatPlan(plan)),
    ...(steps.length === 0 ? [] : [`### Steps\n\n${formatSteps(steps)}`]),
  ]
  return parts.length === 0 ? 'It waits.' : withinLimit(parts, most)
}

function formatFailure({ code, message, hint, evidence = [] }: Failure): string[] {
  return [
    `### ${code}\n\n${plainMarkdown(message, longestSentence)}`,
    plainMarkdown(hint, longestSentence),
    ...evidence.slice(0, mostEvidence).flatMap(formatEvidence),
  ]
}

function formatEvidence({ service, container, state, exitCode, health, log = [] }: Evidence): string[] {
  const what = service ?? container
  const facts = [
    ...(what === undefined ? [] : [codeMarkdown(what, 120)]),
    ...(state === undefined ? [] : [plainMarkdown(state, 200)]),
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
  ]
  return [
    ...(facts.length === 0 ? [] : [facts.join(', ')]),
    ...(health === undefined || health === '' ? [] : [fencedMarkdown(health.split('\n'), mostLogLines)]),
    ...(log.length === 0 ? [] : [fencedMarkdown(log, mostLogLines)]),
  ]
}

/** The reasons name paths and services as the commit has them: all of it is foreign. */
function formatPlan(plan: Plan): string[] {
  const reasons = plan.reasons.map(({ text }) => text)
  const services = plan.services.length === 0 ? [] : formatServicePlans(plan).split('\n')
  const lines = [...reasons, ...(services.length === 0 ? [] : ['', ...services])]
  const shown = lines.length > mostPlanLines ? [...lines.slice(0, mostPlanLines), '…'] : lines
  return [`### Plan\n\n${fencedMarkdown(shown, mostPlanLines + 1)}`]
}

function formatSteps(steps: readonly Step[]): string {
  const rows = steps.map(({ name, durationMs, result }) => {
    const took = durationMs === undefined ? '' : formatDuration(durationMs)
    return `| ${name} | ${took} | ${result} |`
  })
  return ['| step | took | result |', '|---|---|---|', ...rows].join('\n')
}
