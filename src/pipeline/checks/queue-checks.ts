import type { App } from '../../core/app.ts'
import { checkCancelled } from '../../core/check/check-words.ts'
import { bringsCommit, concernedApps } from '../../core/check/concerned-apps.ts'
import type { PullRequest } from '../../core/delivery/meaning.ts'
import { formatName } from '../../core/delivery/repository-name.ts'
import type { CheckRun } from '../ports/check-store.ts'
import type { StoredDelivery } from '../ports/listing-store.ts'
import type { CheckPorts } from './check-ports.ts'
import type { CheckRunner } from './check-runner.ts'

export interface QueuePorts extends Pick<CheckPorts, 'store' | 'log'> {
  readonly runner: CheckRunner
  /** Why the head of a fork may not run; undefined where it was let through by this very event. Asks the forge. */
  whyForkRefused(app: App, meaning: PullRequest): Promise<string | undefined>
}

/** Queues a check of a pull request's head for each app that wants one; handling the same delivery again changes nothing. */
export async function queueChecks(
  ports: QueuePorts,
  delivery: StoredDelivery,
  meaning: PullRequest,
  apps: readonly App[],
): Promise<void> {
  if (!bringsCommit(meaning) && !(meaning.isFork && meaning.action === 'labeled')) return
  for (const app of concernedApps(apps, meaning)) {
    if (app.checks === undefined) continue
    const refused = meaning.isFork ? await ports.whyForkRefused(app, meaning) : undefined
    queueOne(ports, app, { delivery, meaning, refused })
  }
  ports.runner.wake()
}

interface Arrival {
  readonly delivery: Pick<StoredDelivery, 'receivedAt'>
  readonly meaning: PullRequest
  readonly refused: string | undefined
}

function queueOne(ports: QueuePorts, app: App, { delivery, meaning, refused }: Arrival): void {
  const { store, log } = ports
  // Another label says nothing of whether the commit may run.
  if (refused !== undefined && !bringsCommit(meaning)) return
  const check = store.queueCheck({
    app: app.name,
    repository: formatName(meaning.repository),
    number: meaning.number,
    commit: meaning.head.commit,
    headBranch: meaning.head.branch,
    isFork: meaning.isFork,
    createdAt: delivery.receivedAt,
    ...(refused === undefined ? {} : { refused }),
  })
  if (check.state !== 'queued' && refused === undefined) return
  log.info({ app: app.name, check: check.id, number: check.number, refused }, 'check queued')
  endOlder(ports, check)
}

/** A check of an older commit tells nobody anything any more. */
function endOlder({ runner }: QueuePorts, { id, app, number }: CheckRun): void {
  for (const run of runner.running()) {
    if (run.app === app && run.number === number && run.id !== id)
      runner.cancel(run.id, checkCancelled('A newer commit took its place'))
  }
}
