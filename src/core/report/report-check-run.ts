import { isFinal } from '../deployment/deployment.ts'
import { summariseDeployment } from './check-summary.ts'
import type { Standing } from './describe-state.ts'
import { descriptionOf } from './markdown.ts'
import type { CheckRunReport } from './report.ts'
import { checkRunName } from './report-names.ts'
import { pageOf, type Subject } from './subject.ts'

const states = {
  waiting: 'queued',
  busy: 'in_progress',
  live: 'success',
  idle: 'skipped',
  overtaken: 'skipped',
  failure: 'failure',
  error: 'failure',
  cancelled: 'cancelled',
} as const satisfies Record<Standing['is'], CheckRunReport['state']>

/** A check run is made once the commit is known for sure; what was never begun has none. */
export function reportCheckRun(subject: Subject): CheckRunReport[] {
  const { deployment, app, standing } = subject
  const { id, commit, startedAt, finishedAt, state } = deployment
  if (commit === undefined) return []
  const url = pageOf(subject)
  return [
    {
      kind: 'check-run',
      commit,
      name: checkRunName(app),
      key: `deployment ${id}`,
      state: states[standing.is],
      title: descriptionOf(standing.text),
      summary: summariseDeployment(deployment),
      ...(url === undefined ? {} : { url }),
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(finishedAt === undefined || !isFinal(state) ? {} : { finishedAt }),
    },
  ]
}
