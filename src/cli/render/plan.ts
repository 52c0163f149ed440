import type { Plan } from '../../core/plan/plan.ts'
import type { Paint } from '../style.ts'
import { clean } from './clean.ts'
import { shortCommit } from './status.ts'

/** `build shop — first deployment of this project`, then further reasons, what it is measured against, and warnings. */
export function formatPlan(name: string, plan: Plan, paint: Paint): string {
  const [first, ...others] = plan.reasons
  const head = `${paint('bold', `${plan.action} ${name}`)}${first ? ` — ${clean(first.text)}` : ''}`
  const lines = [
    head,
    ...others.map(({ text }) => `  and ${clean(text)}`),
    `  ${paint('gray', formatSpan(plan))}`,
    ...plan.warnings.map(warning => `  ${paint('yellow', 'warning:')} ${clean(warning)}`),
  ]
  return `${lines.join('\n')}\n`
}

function formatSpan({ base, tip, changedTotal }: Plan): string {
  if (base === undefined) return `${shortCommit(tip)}; nothing to compare with`
  const files = changedTotal === 1 ? '1 file' : `${changedTotal} files`
  return `${shortCommit(base)}..${shortCommit(tip)}, ${files} changed`
}
