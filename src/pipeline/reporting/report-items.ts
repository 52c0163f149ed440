import type { App } from '../../core/app.ts'
import { type Deployment, isFinal, liveCommit } from '../../core/deployment/deployment.ts'
import { createRedact } from '../../core/redact.ts'
import { planReports } from '../../core/report/plan-reports.ts'
import type { Reported } from '../../core/report/subject.ts'
import type { Clock } from '../ports/clock.ts'
import type { NewOutboxItem } from '../ports/outbox-store.ts'
import type { ProviderApi } from '../ports/provider-api.ts'
import type { Store } from '../ports/store.ts'
import { createOnlyNews } from './only-news.ts'
import { toOutboxItem, toReportPayload } from './put-report.ts'
import type { Refusals } from './refusals.ts'
import { reportedKinds, repositoryOf } from './wants-reports.ts'

export interface ReportItemPorts {
  readonly store: Pick<Store, 'get' | 'list'>
  readonly clock: Pick<Clock, 'now'>
  readonly forges: Pick<ProviderApi, 'abilities'>
  readonly refusals: Pick<Refusals, 'isRefused'>
  findApp(name: string): App | undefined
  publicUrl(): string | undefined
  /** Everything that must never be shown. */
  secrets(): Iterable<string>
}

/** Most steps of a small deployment are over sooner: they need not be told of. */
const stepDelayMs = 2_000
/** Makes the outbox items of a deployment as it is now; nothing of what was put in already. */
export function createReportItems(ports: ReportItemPorts): (id: number) => NewOutboxItem[] {
  const isNew = createOnlyNews()
  const begun = new Map<number, App>()
  /** What was told to wait or run is told to have ended, too, though its app has left the registry by then. */
  const appOf = ({ id, app: name, state }: Deployment): App | undefined => {
    const app = ports.findApp(name) ?? begun.get(id)
    begun.delete(id)
    if (app !== undefined && !isFinal(state)) begun.set(id, app)
    return app
  }
  return id => {
    const deployment = ports.store.get(id)
    const app = deployment && appOf(deployment)
    if (deployment === undefined || app === undefined) return []
    return itemsOf(deployment, app, ports).filter(item => !ports.refusals.isRefused(item) && isNew(item))
  }
}

function itemsOf(deployment: Deployment, app: App, ports: ReportItemPorts): NewOutboxItem[] {
  const repository = repositoryOf(app, deployment.repository)
  const can = repository.name.startsWith('*/') ? undefined : reportedKinds(app, repository, ports.forges)
  if (can === undefined) return []
  const publicUrl = ports.publicUrl()
  const before = beforeThat(deployment, app, ports)
  const reported: Reported = {
    deployment,
    app,
    can,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(before === undefined ? {} : { before }),
  }
  const at = ports.clock.now()
  const redact = createRedact(ports.secrets())
  const delayMs = deployment.state === 'running' ? stepDelayMs : 0
  return planReports(reported).map(report => {
    const payload = toReportPayload(report, redact)
    return toOutboxItem(repository, report, { app: app.name, deployment: deployment.id, payload, at, delayMs })
  })
}

/** GitHub ends older deployments of an environment by itself, but not where they go away anyway: those of previews. */
function beforeThat(
  { id, state, app: name }: Deployment,
  app: App,
  { store }: ReportItemPorts,
): Reported['before'] | undefined {
  if (state !== 'succeeded' || app.preview === undefined) return undefined
  const [older] = store.list({ app: name, states: ['succeeded'], limit: 1, before: id })
  const commit = older && liveCommit(older)
  return older === undefined || commit === undefined ? undefined : { deployment: older.id, commit }
}
