import type { Cause } from '../deployment/deployment.ts'
import { describeState } from './describe-state.ts'
import type { Report } from './report.ts'
import { reportCheckRun } from './report-check-run.ts'
import { reportEnvironment } from './report-environment.ts'
import { reportStatuses } from './report-statuses.ts'
import type { Reported, Subject } from './subject.ts'

/**
 * What a forge is told of a deployment as it is now; telling it again does no harm. The commit that a push named is told of until the branch's
 * real tip is known, and from then on both are. Nothing where no commit is known.
 */
export function planReports(reported: Reported): Report[] {
  const { deployment, app, can } = reported
  const promised = promisedCommit(deployment.cause)
  const commit = deployment.commit ?? promised
  if (commit === undefined) return []
  const standing = describeState(deployment, app.lock !== undefined)
  const subject: Subject = { ...reported, standing, commit, ...(promised === undefined ? {} : { promised }) }
  return [
    ...(can.statuses ? reportStatuses(subject) : []),
    ...(can.deployments ? reportEnvironment(subject) : []),
    ...(can.checkRuns ? reportCheckRun(subject) : []),
  ]
}

/** The commit that is expected to be deployed, before the branch was looked at. The hash that comes with a tag may be the tag's own. */
function promisedCommit(cause: Cause): string | undefined {
  switch (cause.kind) {
    case 'push':
      if (cause.trigger === 'checks') return cause.ref
      return cause.trigger === undefined || cause.trigger === 'merge' ? cause.after : undefined
    case 'poll':
      return cause.tip
    case 'pull-request':
      return cause.head
    case 'request':
    case 'rollback':
      return undefined
    default:
      return cause satisfies never
  }
}
