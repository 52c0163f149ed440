import type { App } from '../../core/app.ts'
import { bringsCommit, concernedApps } from '../../core/check/concerned-apps.ts'
import type { PullRequest } from '../../core/delivery/meaning.ts'
import { formatName } from '../../core/delivery/repository-name.ts'
import { statusContext } from '../../core/report/report-names.ts'
import type { WaitUntil } from '../hand-on.ts'
import type { StoredDelivery } from '../ports/listing-store.ts'
import { planMerge } from './plan-merge.ts'
import type { PlanStatusPorts } from './plan-ports.ts'

/** A status on pull requests that says what merging would do. Disposing ends it at once; what waits is asked for again at the next start. */
export interface PlanStatus extends AsyncDisposable {
  /** For deliveries that are handed on. Resolves at once: the plan is made later, and only of the newest head; until then the delivery waits. */
  handlePullRequest(
    delivery: StoredDelivery,
    event: PullRequest,
    apps: readonly App[],
    waitUntil: WaitUntil,
  ): Promise<void>
}

interface Job {
  readonly app: App
  readonly event: PullRequest
  /** The status is told, or a newer head's is to be: nothing waits for it any more. */
  done(): void
}

/** Pushes in a row are planned once. */
const debounceMs = 1_000

/** One plan at a time, so that deployments are hardly slowed down. */
export function startPlanStatus(ports: PlanStatusPorts): PlanStatus {
  const { clock, log } = ports
  const stopping = new AbortController()
  const waiting = new Map<string, Job>()
  let working: Promise<void> | undefined
  const work = async () => {
    await clock.sleep(debounceMs, stopping.signal)
    for (const [key, job] of waiting) {
      waiting.delete(key)
      await planOne(job, ports, stopping.signal).catch((error: unknown) => {
        if (!stopping.signal.aborted) log.error({ err: error, app: job.app.name }, 'a plan could not be reported')
      })
      stopping.signal.throwIfAborted()
      job.done()
    }
  }
  const begin = () => {
    working ??= work()
      .catch(() => undefined)
      .finally(() => {
        working = undefined
        if (waiting.size > 0 && !stopping.signal.aborted) begin()
      })
  }
  return {
    async handlePullRequest(_delivery, event, apps, waitUntil) {
      if (!bringsCommit(event) || event.isFork) return
      const repository = formatName(event.repository)
      for (const app of concernedApps(apps, event)) {
        if (!app.report.plan || !ports.takesStatuses(app, repository)) continue
        const key = `${app.name} ${repository} ${event.number}`
        const { promise, resolve: done } = Promise.withResolvers<void>()
        waiting.get(key)?.done()
        waiting.set(key, { app, event, done })
        waitUntil(promise)
      }
      if (waiting.size > 0) begin()
    },
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await working
    },
  }
}

async function planOne({ app, event }: Job, ports: PlanStatusPorts, stopping: AbortSignal): Promise<void> {
  const description = await planMerge(app, event, ports, stopping)
  const url = ports.publicUrl()
  ports.report(app, formatName(event.repository), {
    kind: 'status',
    commit: event.head.commit,
    context: statusContext(app.name, 'plan'),
    // It tells, and never stands in a merge's way.
    state: 'success',
    description,
    ...(url === undefined ? {} : { url: `${url.replace(/\/$/, '')}/apps/${encodeURIComponent(app.name)}` }),
  })
}
