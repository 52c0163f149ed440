import type { App } from '../../core/app.ts'
import type { StepName } from '../../core/deployment/deployment.ts'
import { RedhookError } from '../../core/errors.ts'
import type { StateEvent } from '../ports/event-store.ts'
import type { Log } from '../ports/log.ts'
import type { NewOutboxItem } from '../ports/outbox-store.ts'
import type { Store } from '../ports/store.ts'
import { createReportItems, type ReportItemPorts } from './report-items.ts'
import { wantsReports } from './wants-reports.ts'

export interface ReporterPorts extends ReportItemPorts {
  readonly store: Pick<
    Store,
    'addToOutbox' | 'reportedUntil' | 'forgetReported' | 'eventsAfter' | 'lastEvent' | 'onEvents' | 'get' | 'list'
  >
  readonly log: Log
  /** The apps in force, previews among them; another array whenever something of them changed. */
  apps(): readonly App[]
  /** Something was put into the outbox. */
  wake(): void
}

const page = 500
/** The others are over before anybody has read of them. */
const toldSteps: ReadonlySet<StepName> = new Set(['build', 'up', 'verify', 'rollback'])

/**
 * Follows the stream of events and puts into the outbox what forges are told of deployments. The position moves with what is put in, so that
 * a crash loses nothing; of many events of one deployment only what came of them is told. Where no app reports, no event is read.
 */
export function startReporter(ports: ReporterPorts): Disposable {
  const { store, log } = ports
  const isWanted = wantsReports(ports)
  const itemsOf = createReportItems(ports)
  let position = store.reportedUntil()
  const follow = () => {
    try {
      if (!isWanted()) {
        if (position !== undefined) store.forgetReported()
        position = undefined
        return
      }
      position ??= begin()
      for (;;) {
        const events = store.eventsAfter(position, { limit: page })
        const last = events.at(-1)
        if (last === undefined) return
        const items = [...touched(events)].flatMap(id => itemsFor(id, itemsOf, log))
        if (items.length > 0 || events.length === page) store.addToOutbox(items, last.seq, 'reported')
        position = last.seq
        if (items.length > 0) ports.wake()
        if (events.length < page) return
      }
    } catch (error) {
      log.error({ err: error }, 'deployments could not be reported')
    }
  }
  const begin = (): number => {
    const from = store.lastEvent()
    store.addToOutbox([], from, 'reported')
    return from
  }
  const listening = store.onEvents(follow)
  follow()
  return listening
}

/** The deployments that there is something to tell of, in the order of their first event. */
const touched = (events: readonly StateEvent[]): Set<number> =>
  new Set(events.filter(isTold).map(({ deployment }) => deployment))

const isTold = ({ what }: StateEvent): boolean =>
  what.kind === 'state' || (what.kind === 'step' && what.result === 'running' && toldSteps.has(what.step))

/** One that cannot be told of must not hold up all that follow; a store that is away for a while, though, must not lose any. */
function itemsFor(id: number, itemsOf: (id: number) => NewOutboxItem[], log: Log): NewOutboxItem[] {
  try {
    return itemsOf(id)
  } catch (error) {
    if (error instanceof RedhookError && error.retryable) throw error
    log.error({ deployment: id, err: error }, 'a deployment could not be reported')
    return []
  }
}
