import type { App } from '../../core/app.ts'
import type { CheckStatus } from '../../core/check/check-words.ts'
import { statusContext } from '../../core/report/report-names.ts'
import type { CheckRun } from '../ports/check-store.ts'
import type { CheckPorts } from './check-ports.ts'

/** Tells the forge how a check stands, with a link to its page. */
export function reportCheck(
  { report, publicUrl, log }: Pick<CheckPorts, 'report' | 'publicUrl' | 'log'>,
  app: App,
  { id, repository, commit }: CheckRun,
  status: CheckStatus,
): void {
  if (!app.report.statuses) return
  const url = publicUrl()
  try {
    report(app, repository, {
      kind: 'status',
      commit,
      context: statusContext(app.name, 'checks'),
      ...status,
      ...(url === undefined ? {} : { url: `${url.replace(/\/$/, '')}/checks/${id}` }),
    })
  } catch (error) {
    log.error({ err: error, check: id }, 'a check could not be reported')
  }
}
