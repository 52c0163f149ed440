import type { App } from '../../core/app.ts'
import { liveCommit } from '../../core/deployment/deployment.ts'
import { environmentName } from '../../core/report/report-names.ts'
import { createTellForge, type TellForge } from './put-report.ts'
import { type ReporterPorts, startReporter } from './reporter.ts'
import { repositoryOf } from './wants-reports.ts'

/** What forges are told: of deployments by itself, of all else by whoever knows of it. Disposing ends the former. */
export interface Reporting extends Disposable {
  readonly tell: TellForge
  /** Nothing of the app runs any more: what it made live is told to be inactive. @throws RedhookError STORE_FAILED */
  retire(app: App): void
}

/** Starts to report deployments. */
export function startReporting(ports: ReporterPorts): Reporting {
  const tell = createTellForge(ports)
  const reporter = startReporter(ports)
  return {
    tell,
    retire: app => retire(app, tell, ports),
    [Symbol.dispose]: () => reporter[Symbol.dispose](),
  }
}

function retire(app: App, tell: TellForge, { store }: ReporterPorts): void {
  if (!app.report.deployments) return
  const [last] = store.list({ app: app.name, states: ['succeeded'], limit: 1 })
  const commit = last && liveCommit(last)
  if (last === undefined || commit === undefined) return
  tell(
    repositoryOf(app, last.repository),
    {
      kind: 'deployment',
      deployment: last.id,
      commit,
      environment: environmentName(app),
      state: 'inactive',
      description: app.preview === undefined ? 'It does not run any more' : 'The preview was removed',
      isTransient: app.preview !== undefined,
    },
    { app: app.name, deployment: last.id },
  )
}
