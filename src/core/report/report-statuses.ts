import type { Standing } from './describe-state.ts'
import { descriptionOf } from './markdown.ts'
import type { StatusReport } from './report.ts'
import { deploymentContext } from './report-names.ts'
import { pageOf, type Subject } from './subject.ts'

const states = {
  waiting: 'pending',
  busy: 'pending',
  live: 'success',
  idle: 'success',
  overtaken: 'success',
  failure: 'failure',
  error: 'error',
  cancelled: 'error',
} as const satisfies Record<Standing['is'], StatusReport['state']>

/** Of the commit, and of the one that a push named where the branch had moved on by then: none is left pending. */
export function reportStatuses(subject: Subject): StatusReport[] {
  const { standing, commit, promised } = subject
  const own = statusOf(subject, commit, standing.text)
  if (promised === undefined || promised === commit) return [own]
  return [statusOf(subject, promised, `With ${commit.slice(0, 10)}: ${standing.text}`), own]
}

function statusOf(subject: Subject, commit: string, text: string): StatusReport {
  const url = pageOf(subject)
  return {
    kind: 'status',
    commit,
    context: deploymentContext(subject.app),
    state: states[subject.standing.is],
    description: descriptionOf(text),
    ...(url === undefined ? {} : { url }),
  }
}
