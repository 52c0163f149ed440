import { isFinal, type State, type StepName } from '../core/deployment/deployment.ts'
import type { EventsPosition } from './events-position.ts'
import type { DeploymentLogs, NumberedLine } from './ports/deployment-logs.ts'
import type { HoldChange } from './ports/event-store.ts'
import type { Store } from './ports/store.ts'

/** What to tell: of one deployment, one app, or everything. */
export interface EventsScope {
  readonly app?: string
  readonly deployment?: number
  /** Log lines too. A log of which the position says nothing is told from its start. */
  readonly log: boolean
  /** Where to go on; without it, now. */
  readonly after?: EventsPosition
}

/** What happened to a deployment, or to an app that is held. Times are UTC, epoch milliseconds. */
export type ToldEvent =
  | {
      readonly kind: 'state'
      readonly seq: number
      readonly at: number
      readonly app: string
      readonly deployment: number
      readonly state: State
      /** Of a state that is final. */
      readonly reason?: string
      /** The code of the failure. */
      readonly error?: string
    }
  | {
      readonly kind: 'step'
      readonly seq: number
      readonly at: number
      readonly app: string
      readonly deployment: number
      readonly step: StepName
      readonly result: 'running' | 'done' | 'failed' | 'interrupted'
    }
  | {
      readonly kind: 'hold'
      readonly seq: number
      readonly at: number
      readonly app: string
      readonly what: HoldChange
    }

/** A message; whoever comes back with its id misses nothing after it, and gets nothing twice. */
export type EventsMessage = { readonly id: string } & EventsNews

export type EventsNews =
  /** The first message: where the stream begins. */
  | { readonly kind: 'hello'; readonly version: string }
  | { readonly kind: 'event'; readonly event: ToldEvent }
  | { readonly kind: 'log'; readonly deployment: number; readonly lines: readonly NumberedLine[] }
  /** Lines of this log are no longer kept. */
  | { readonly kind: 'lines-gone'; readonly deployment: number; readonly lines: number }
  /** Events are no longer kept, this many at most; 0: the position is of another store. */
  | { readonly kind: 'events-gone'; readonly events: number }
  /** The deployment is finished and its log told. */
  | { readonly kind: 'end'; readonly deployment: number; readonly state: State; readonly supersededBy?: number }

/** One stream: it holds a position and reads on when it is asked, so a slow reader costs no memory. */
export interface EventsReader extends Disposable {
  /**
   * The next messages, as soon as there are some: a bounded number. None: nothing happened for `ms`. Undefined: the stream has ended,
   * or the signal aborted.
   */
  next(ms: number, signal: AbortSignal): Promise<readonly EventsMessage[] | undefined>
}

export interface Events {
  /** Where the stream is now: a page that carries this misses nothing that happens after it was rendered. */
  position(lines?: ReadonlyMap<number, number>): string
  open(scope: EventsScope): EventsReader
  /** How many are open. */
  count(): number
}

export interface EventsPorts {
  readonly version: string
  readonly store: Pick<Store, 'get' | 'list' | 'eventsAfter' | 'lastEvent' | 'firstEvent' | 'onEvents'>
  readonly logs: Pick<DeploymentLogs, 'readAfter' | 'onWritten'>
}

/** What happened to a deployment. */
export type DeploymentEvent = Exclude<ToldEvent, { readonly kind: 'hold' }>

/** Whether this ends something, so that the log lines before it are to be told first. */
export const endsSomething = (event: DeploymentEvent): boolean =>
  event.kind === 'state' ? event.state !== 'running' : event.result !== 'running'

/** Whether the deployment is finished with it. */
export const finishes = (event: DeploymentEvent): boolean => event.kind === 'state' && isFinal(event.state)
