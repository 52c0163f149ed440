import { setImmediate as turn } from 'node:timers/promises'
import { isFinal } from '../core/deployment/deployment.ts'
import {
  type DeploymentEvent,
  type EventsMessage,
  type EventsNews,
  type EventsPorts,
  type EventsReader,
  type EventsScope,
  endsSomething,
  finishes,
  type ToldEvent,
} from './events.ts'
import { createEventsLogs, isInScope } from './events-logs.ts'
import { formatPosition } from './events-position.ts'
import type { EventsTail } from './events-tail.ts'
import type { LogPiece } from './ports/deployment-logs.ts'
import type { Wake } from './wake.ts'

export interface ReaderPorts extends EventsPorts {
  readonly tail: EventsTail
  readonly wake: Wake
}

/** A reader that can tell whether lines of a deployment's log concern it. */
export interface OpenReader extends Pick<EventsReader, 'next'> {
  concerns(deployment: number): boolean
}

/** Walks the events and, along with them, the logs of the deployments they tell of. */
export function openReader(ports: ReaderPorts, scope: EventsScope): OpenReader {
  const { store, tail, wake } = ports
  const newest = store.lastEvent()
  const asked = scope.after?.seq ?? newest
  const logs = createEventsLogs(ports, scope)
  /** Told up to here; looked at up to there. */
  let seq = Math.min(asked, newest)
  let seen = seq
  let waiting: ToldEvent[] = []
  let isNew = true
  let isFinished = scope.deployment !== undefined && isFinal(store.get(scope.deployment)?.state ?? 'cancelled')
  let hasEnded = false

  const message = (news: EventsNews): EventsMessage => ({ id: formatPosition({ seq, lines: logs.lines() }), ...news })

  const hello = (): EventsMessage[] => {
    isNew = false
    const first = message({ kind: 'hello', version: ports.version })
    return asked > newest ? [first, message({ kind: 'events-gone', events: 0 })] : [first]
  }
  /** Looks at the next events; tells how many are gone. */
  const look = (): EventsMessage[] => {
    const piece = tail.after(seen)
    waiting = piece.events.filter(event => isInScope(scope, event.app, deploymentOf(event)))
    seen = piece.seq
    if (piece.missing === 0) {
      if (waiting.length === 0) seq = seen
      return []
    }
    seq += piece.missing
    return [message({ kind: 'events-gone', events: piece.missing })]
  }
  const followLog = (event: DeploymentEvent) => {
    if (finishes(event)) {
      logs.finish(event.deployment)
      isFinished ||= scope.deployment !== undefined
    } else if (event.kind === 'step' || event.state === 'running') logs.begin(event.app, event.deployment)
  }
  const tell = (event: ToldEvent): EventsMessage => {
    waiting.shift()
    seq = waiting.length === 0 ? seen : event.seq
    if (event.kind !== 'hold') followLog(event)
    return message({ kind: 'event', event })
  }
  const tellLines = (deployment: number, { lines, missing }: LogPiece): EventsMessage[] => {
    const first = lines[0]
    if (!first) return []
    const told = message({ kind: 'log', deployment, lines })
    if (missing === 0) return [told]
    const before = new Map(logs.lines()).set(deployment, first.line - 1)
    return [{ id: formatPosition({ seq, lines: before }), kind: 'lines-gone', deployment, lines: missing }, told]
  }
  /** Lines that were written before something ended are told before it. */
  const tellEvents = async (): Promise<EventsMessage[]> => {
    const told = waiting.length === 0 ? look() : []
    for (let event = waiting[0]; event; event = waiting[0]) {
      if (event.kind !== 'hold' && endsSomething(event) && logs.has(event.deployment)) {
        const lines = tellLines(event.deployment, await logs.read(event.deployment))
        if (lines.length > 0) return [...told, ...lines]
      }
      told.push(tell(event))
    }
    return told
  }
  const collect = async (): Promise<EventsMessage[]> => {
    const told = await tellEvents()
    if (waiting.length > 0) return told
    const piece = await logs.readAny()
    return piece ? [...told, ...tellLines(piece.deployment, piece)] : told
  }
  const end = (): EventsMessage[] => {
    const found = scope.deployment === undefined ? undefined : store.get(scope.deployment)
    hasEnded = true
    if (!found) return []
    const { id: deployment, state, supersededBy } = found
    return [message({ kind: 'end', deployment, state, ...(supersededBy === undefined ? {} : { supersededBy }) })]
  }
  /** What there is; undefined when nothing is left to look at. */
  const read = async (): Promise<EventsMessage[] | undefined> => {
    if (isNew) return hello()
    const before = seen
    const wasFinished = isFinished
    const told = await collect()
    if (told.length > 0 || seen !== before) return told
    return wasFinished && !logs.areOpen() ? end() : undefined
  }
  const waitForNews = async (signal: AbortSignal, isLate: () => boolean): Promise<EventsMessage[] | undefined> => {
    while (!signal.aborted && !hasEnded) {
      const { version } = wake
      const told = await read()
      if (told !== undefined && told.length > 0) return told
      if (isLate()) return []
      await (told === undefined ? wake.changed(version, signal) : turn())
    }
    return undefined
  }
  return {
    concerns: logs.has,
    async next(ms, signal) {
      let isLate = false
      const timer = setTimeout(() => {
        isLate = true
        wake.wake()
      }, ms)
      try {
        return await waitForNews(signal, () => isLate)
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

const deploymentOf = (event: ToldEvent): number | undefined => (event.kind === 'hold' ? undefined : event.deployment)
