import type { App } from '../core/app.ts'
import type { Clock } from './ports/clock.ts'
import type { DeploymentLogs } from './ports/deployment-logs.ts'
import type { Log } from './ports/log.ts'
import type { Store } from './ports/store.ts'

export interface SweeperPorts {
  readonly store: Pick<Store, 'sweep'>
  readonly logs: Pick<DeploymentLogs, 'remove'>
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  /** What else ended before then goes, too. */
  sweepChecks?(olderThan: number): void
  keep(): { readonly olderThanMs: number; readonly perApp: number }
  /** Every app of the registry in force: how many versions each keeps. */
  apps(): readonly Pick<App, 'name' | 'versions'>[]
}

const everyMs = 3_600_000
/** A sweep is bounded; when it removed something there may be more. */
const againMs = 1_000

/** Removes what `keep` no longer covers, a little at a time, from shortly after the start on. */
export function startSweeper(ports: SweeperPorts): Disposable {
  const sweep = () => {
    timer = setTimeout(sweep, sweepOnce(ports) ? againMs : everyMs)
    timer.unref()
  }
  let timer = setTimeout(sweep, againMs)
  timer.unref()
  return { [Symbol.dispose]: () => clearTimeout(timer) }
}

function sweepOnce({ store, logs, clock, log, keep, apps, sweepChecks }: SweeperPorts): boolean {
  const { olderThanMs, perApp } = keep()
  try {
    sweepChecks?.(clock.now() - olderThanMs)
    const versions = new Map(apps().map(app => [app.name, app.versions]))
    const gone = store.sweep({ olderThan: clock.now() - olderThanMs, perApp, versions })
    for (const { app, id } of gone) logs.remove(app, id)
    return gone.length > 0
  } catch (error) {
    log.error({ err: error }, 'old deployments could not be swept')
    return false
  }
}
