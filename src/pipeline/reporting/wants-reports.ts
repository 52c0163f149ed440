import type { App } from '../../core/app.ts'
import type { RemoteRepository } from '../../core/report/report.ts'
import type { Abilities, ProviderApi } from '../ports/provider-api.ts'

interface WantsPorts {
  readonly forges: Pick<ProviderApi, 'abilities'>
  apps(): readonly App[]
}

/** Whether any app's deployments are reported to a forge; asked for anew only when the apps changed. */
export function wantsReports({ forges, apps }: WantsPorts): () => boolean {
  let of: readonly App[] | undefined
  let is = false
  return () => {
    const now = apps()
    if (of !== now) is = now.some(app => reportedKinds(app, repositoryOf(app, app.repository), forges) !== undefined)
    of = now
    return is
  }
}

/** Where an app's repository lies; the name is of no use where the registry has a star in the owner's place. */
export const repositoryOf = ({ provider }: Pick<App, 'provider'>, name: string): RemoteRepository => ({
  provider,
  name,
})

type Kinds = Pick<Abilities, 'statuses' | 'deployments' | 'checkRuns'>

/** What is told of the app's deployments; undefined where that is nothing. */
export function reportedKinds(
  { report }: Pick<App, 'report'>,
  repository: RemoteRepository,
  forges: Pick<ProviderApi, 'abilities'>,
): Kinds | undefined {
  if (!(report.statuses || report.deployments || report.checkRuns)) return undefined
  const can = forges.abilities(repository)
  const kinds = {
    statuses: report.statuses && can.statuses,
    deployments: report.deployments && can.deployments,
    checkRuns: report.checkRuns && can.checkRuns,
  }
  return kinds.statuses || kinds.deployments || kinds.checkRuns ? kinds : undefined
}
