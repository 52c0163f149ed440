import type { DeliveryFilter, StoredDelivery } from '../../pipeline/ports/listing-store.ts'
import type { Database } from './database.ts'

/** What deliveries are told apart by. There are few kinds, and of each the index has its deliveries in order. */
export interface Kind {
  readonly status: StoredDelivery['status']
  readonly event: string
}

type Filter = Pick<DeliveryFilter, 'status' | 'event' | 'repository'>

const statuses: readonly Kind['status'][] = ['queued', 'ignored', 'pong']

/**
 * The kinds of deliveries that fit. Each is looked up by itself at the newest end of its part of an index, so that a rare one costs as
 * little as a common one.
 */
export function kindsOf(db: Database, filter: Filter): Kind[] {
  const wanted = filter.status === undefined ? statuses : [filter.status]
  return wanted.flatMap(status => {
    const events = filter.event === undefined ? eventsOf(db, filter, status) : [filter.event]
    return events.map(event => ({ status, event }))
  })
}

export const nextEventSql = ({ repository }: Pick<Filter, 'repository'>): string =>
  `SELECT min(event) AS event FROM ${repository === undefined ? 'deliveries' : 'delivery_repositories'}
    WHERE ${repository === undefined ? '' : 'repository = :repository AND '}status = :status AND event > :after`

/** Hops through the index from event to event. */
function eventsOf(db: Database, { repository }: Filter, status: Kind['status']): string[] {
  const sql = nextEventSql(repository === undefined ? {} : { repository })
  const of = { status, ...(repository === undefined ? {} : { repository }) }
  const next = (after: string) => db.get<{ event: string | null }>(sql, { ...of, after })?.event ?? undefined
  const events: string[] = []
  for (let event = next(''); event !== undefined; event = next(event)) events.push(event)
  return events
}
