import type { State, StepName } from '../../core/deployment/deployment.ts'

/** What can happen to the lock or the detour of an app. */
export const holdChanges = ['locked', 'unlocked', 'detoured', 'back'] as const

export type HoldChange = (typeof holdChanges)[number]

/** A change of a deployment, or of what holds an app, written by the very statement that made it. */
export interface StateEvent {
  /** Grows by at least one; the position in the stream. */
  readonly seq: number
  /** UTC, epoch milliseconds. */
  readonly at: number
  readonly app: string
  /** 0 for a hold, which is of no deployment. */
  readonly deployment: number
  readonly what:
    | { readonly kind: 'state'; readonly state: State }
    /** A step began or ended. */
    | { readonly kind: 'step'; readonly step: StepName; readonly result: 'running' | 'done' | 'failed' | 'interrupted' }
    /** A lock or a detour of the app was set, replaced or ended. */
    | { readonly kind: 'hold'; readonly what: HoldChange }
}

export interface EventStore {
  /** Events after that position, oldest first. */
  eventsAfter(seq: number, filter: { app?: string; deployment?: number; limit: number }): StateEvent[]
  /** The position of the newest event; 0 when there is none. */
  lastEvent(): number
  /** The oldest position that is still kept: a reader from before it has missed something. */
  firstEvent(): number
  /** Calls back, at most once a turn of the loop, after something was written that made events. */
  onEvents(callback: () => void): Disposable
}
