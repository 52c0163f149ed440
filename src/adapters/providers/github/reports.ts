import type { Report, StatusReport } from '../../../core/report/report.ts'
import { type Forge, type ForgeParts, splitName } from '../forge.ts'
import type { GitHubClient } from './call.ts'
import { putCheckRun } from './check-run.ts'
import { putGitHubComment } from './comment.ts'
import { putDeployment } from './deployment.ts'
import type { Sending } from './sending.ts'

/** Tells GitHub. */
export const createGitHubReports =
  (client: GitHubClient, parts: ForgeParts): Forge['send'] =>
  (repository, report, signal) =>
    send(report, { ...parts, client, repository, signal })

function send(report: Report, sending: Sending): Promise<void> {
  switch (report.kind) {
    case 'status':
      return putStatus(report, sending)
    case 'deployment':
      return putDeployment(report, sending)
    case 'check-run':
      return putCheckRun(report, sending)
    case 'comment':
      return putGitHubComment(report, sending)
    default:
      return report satisfies never
  }
}

async function putStatus(report: StatusReport, { client, repository, signal }: Sending): Promise<void> {
  const { commit, state, context, description, url } = report
  const what = `Setting the status of ${commit.slice(0, 12)}`
  await client.ask({ repository, needs: { statuses: 'write' }, what, signal }, request =>
    request('POST /repos/{owner}/{repo}/statuses/{sha}', {
      ...splitName(repository),
      ...{ sha: commit, state, context, description },
      ...(url === undefined ? {} : { target_url: url }),
    }),
  )
}
