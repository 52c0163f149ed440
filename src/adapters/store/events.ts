import type { State, StepName } from '../../core/deployment/deployment.ts'
import type { EventStore, HoldChange, StateEvent } from '../../pipeline/ports/event-store.ts'
import type { Database } from './database.ts'

type EventRow = Omit<StateEvent, 'what'> &
  (
    | { readonly kind: 'state'; readonly name: State }
    | { readonly kind: 'step'; readonly name: StepName; readonly result: StepResult }
    | { readonly kind: 'hold'; readonly name: HoldChange }
  )

type StepResult = Extract<StateEvent['what'], { kind: 'step' }>['result']

/** Events of one deployment or app lie among the others: few enough are kept for these to be passed over. */
export function eventsSql({ app, deployment }: { app?: string; deployment?: number }): string {
  const conditions = [
    'seq > :seq',
    ...(app === undefined ? [] : ['app = :app']),
    ...(deployment === undefined ? [] : ['deployment = :deployment']),
  ]
  return `SELECT seq, at, app, deployment, kind, what AS name, result FROM events
    WHERE ${conditions.join(' AND ')} ORDER BY seq LIMIT :limit`
}

/** Events after that position, oldest first. */
export function eventsAfter(db: Database, seq: number, filter: Parameters<EventStore['eventsAfter']>[1]): StateEvent[] {
  return db.all<EventRow>(eventsSql(filter), { seq, ...filter }).map(toEvent)
}

const toEvent = (row: EventRow): StateEvent => {
  const { seq, at, app, deployment } = row
  return { seq, at, app, deployment, what: whatOf(row) }
}

function whatOf(row: EventRow): StateEvent['what'] {
  switch (row.kind) {
    case 'state':
      return { kind: 'state', state: row.name }
    case 'step':
      return { kind: 'step', step: row.name, result: row.result }
    case 'hold':
      return { kind: 'hold', what: row.name }
    default:
      return row satisfies never
  }
}

/** The position of the newest event; 0 without one. */
export const lastEvent = (db: Database): number =>
  db.get<{ seq: number | null }>('SELECT max(seq) AS seq FROM events')?.seq ?? 0

/** The position of the oldest event; 0 without one. */
export const firstEvent = (db: Database): number =>
  db.get<{ seq: number | null }>('SELECT min(seq) AS seq FROM events')?.seq ?? 0
