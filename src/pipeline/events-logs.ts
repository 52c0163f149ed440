import { isFinal } from '../core/deployment/deployment.ts'
import type { EventsPorts, EventsScope } from './events.ts'
import type { LogPiece, LogReader } from './ports/deployment-logs.ts'

/** The logs that a stream tells along with the events: of deployments that are not finished, or whose rest is still to be told. */
export interface EventsLogs {
  has(deployment: number): boolean
  /** From its start, unless it is told already. */
  begin(app: string, deployment: number): void
  /** No further line will come once its end is read. */
  finish(deployment: number): void
  /** What was told of each, for a position. */
  lines(): ReadonlyMap<number, number>
  /** The next lines of this one, with all that was written before this call. */
  read(deployment: number): Promise<LogPiece>
  /** Whether somebody had one of them open to write when `readAny` looked last. */
  areOpen(): boolean
  /** The next lines of whichever has some, in turn. */
  readAny(): Promise<(LogPiece & { readonly deployment: number }) | undefined>
}

interface FollowedLog {
  readonly reader: LogReader
  isFinished: boolean
}

/** Most deployments that run at once, by far. */
const mostRunning = 100

const nothing: LogPiece = { lines: [], missing: 0, isOpen: false }

/** The logs at the start of a stream: those that its position names, and of all that run now. */
export function createEventsLogs({ store, logs }: EventsPorts, scope: EventsScope): EventsLogs {
  const followed = new Map<number, FollowedLog>()
  const follow = (app: string, deployment: number, line: number, isFinished = false) => {
    if (!scope.log || followed.has(deployment)) return
    followed.set(deployment, { reader: logs.readAfter(app, deployment, line), isFinished })
  }
  for (const [id, line] of scope.after?.lines ?? []) {
    const found = store.get(id)
    if (found && isInScope(scope, found.app, id)) follow(found.app, id, line, isFinal(found.state))
  }
  for (const { id, app, state } of unfinished(store, scope)) follow(app, id, 0, isFinal(state))
  let areOpen = false
  return {
    areOpen: () => areOpen,
    has: deployment => followed.has(deployment),
    begin: (app, deployment) => follow(app, deployment, 0),
    finish(deployment) {
      const log = followed.get(deployment)
      if (log) log.isFinished = true
    },
    lines: () => new Map([...followed].map(([id, { reader }]) => [id, reader.line])),
    read: async deployment => (await followed.get(deployment)?.reader.next({ flush: true })) ?? nothing,
    async readAny() {
      areOpen = false
      for (const [deployment, log] of [...followed]) {
        const { isFinished } = log
        const piece = await log.reader.next()
        areOpen ||= piece.isOpen
        if (piece.lines.length > 0) {
          // Behind the others: each has its turn.
          followed.delete(deployment)
          followed.set(deployment, log)
          return { deployment, ...piece }
        }
        // The position of a stream of one deployment keeps it, so that whoever comes back is told nothing again.
        if (isFinished && !piece.isOpen && scope.deployment === undefined) followed.delete(deployment)
      }
      return undefined
    },
  }
}

function unfinished(store: EventsPorts['store'], { app, deployment, log }: EventsScope) {
  if (!log) return []
  if (deployment === undefined) {
    return store.list({ states: ['running'], limit: mostRunning, ...(app === undefined ? {} : { app }) })
  }
  const found = store.get(deployment)
  return found ? [found] : []
}

/** Whether a stream tells of this deployment, or, without one, of the app itself. */
export const isInScope = (scope: EventsScope, app: string, deployment: number | undefined): boolean =>
  (scope.app === undefined || scope.app === app) && (scope.deployment === undefined || scope.deployment === deployment)
