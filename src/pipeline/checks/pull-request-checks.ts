import type { App } from '../../core/app.ts'
import type { HandlePullRequest } from '../hand-on.ts'
import type { PlanStatusPorts } from '../plan-status/plan-ports.ts'
import { startPlanStatus } from '../plan-status/start-plan-status.ts'
import type { ProviderApi } from '../ports/provider-api.ts'
import type { TellForge } from '../reporting/put-report.ts'
import { repositoryOf } from '../reporting/wants-reports.ts'
import type { ChecksDoor } from './checks-door.ts'
import { type ChecksPorts, startChecks } from './start-checks.ts'
import { whyForkRefused } from './why-fork-refused.ts'

export interface PullRequestCheckPorts
  extends Omit<ChecksPorts & PlanStatusPorts, 'report' | 'whyForkRefused' | 'takesStatuses'> {
  readonly providers: Pick<ProviderApi, 'mayWrite' | 'abilities'>
  readonly tell: TellForge
}

/** What looks at a pull request before it is merged: its own checks, and what merging would do. */
export interface PullRequestChecks extends AsyncDisposable {
  readonly door: ChecksDoor
  /** Removes checks that ended before then, with their logs. */
  sweep(olderThan: number): void
  /** By names for the log. */
  readonly pullRequests: Readonly<Record<'checks' | 'plan', HandlePullRequest>>
}

/** Starts with the checks that wait. */
export function startPullRequestChecks(ports: PullRequestCheckPorts): PullRequestChecks {
  const { providers, tell } = ports
  const report: ChecksPorts['report'] = (app, repository, what) =>
    tell(repositoryOf(app, repository), what, { app: app.name })
  const takesStatuses = (app: App, repository: string) => providers.abilities(repositoryOf(app, repository)).statuses
  const plan = startPlanStatus({ ...ports, report, takesStatuses })
  const checks = startChecks({ ...ports, report, whyForkRefused: (app, event) => whyForkRefused(app, event, ports) })
  return {
    door: checks.door,
    sweep: checks.sweep,
    pullRequests: { checks: checks.handlePullRequest, plan: plan.handlePullRequest },
    async [Symbol.asyncDispose]() {
      await Promise.all([plan[Symbol.asyncDispose](), checks[Symbol.asyncDispose]()])
    },
  }
}
