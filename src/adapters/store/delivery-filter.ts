import type { DeliveryFilter } from '../../pipeline/ports/listing-store.ts'
import type { Database } from './database.ts'
import { kindsOf } from './delivery-kinds.ts'
import { indexedUntil } from './delivery-repositories.ts'
import { holds, likes, mostScattered, mostSearched } from './search.ts'

/**
 * The numbers of the newest deliveries that fit. What lies together is found through an index; what has to be looked through is bounded.
 */
export function findSeqs(db: Database, filter: DeliveryFilter): number[] {
  const { app, repository, status, event, search } = filter
  const params = { ...filter, ...(search === undefined ? {} : likes(search)) }
  const ask = (sql: string, more = {}) => db.all<{ seq: number }>(sql, { ...params, ...more }).map(({ seq }) => seq)
  if (app !== undefined) return ask(ofAppSql(filter))
  if (search !== undefined && repository === undefined) return ask(searchSql(filter))
  if (repository === undefined && status === undefined && event === undefined) return ask(newestSql(filter))
  const limit = search === undefined ? filter.limit : mostScattered
  const newest = repository === undefined ? [] : ask(notIndexedSql(filter), { after: indexedUntil(db), limit })
  const indexed = kindsOf(db, filter).flatMap(kind => ask(ofKindSql(filter), { ...kind, limit }))
  const found = [...newest, ...indexed].toSorted((a, b) => b - a).slice(0, limit)
  return search === undefined ? found : ask(searchAmongSql(filter), { seqs: JSON.stringify(found) })
}

type Filter = Omit<DeliveryFilter, 'limit'>

const ofRepository = 'repository = :repository COLLATE NOCASE'
const below = ({ before }: Filter, seq = 'seq'): string => (before === undefined ? '' : ` AND ${seq} < :before`)

/** Conditions on the delivery itself, each with `AND` before it. */
const fits = ({ status, event, repository, search }: Filter): string =>
  [
    ...(status === undefined ? [] : ['status = :status']),
    ...(event === undefined ? [] : ['event = :event']),
    ...(repository === undefined ? [] : [ofRepository]),
    ...(search === undefined ? [] : [holds(`concat_ws(' ', ${searched.join(', ')})`)]),
  ]
    .map(condition => ` AND ${condition}`)
    .join('')

const searched = ['repository', 'ref', 'pusher', 'id', 'reason']

export const newestSql = (filter: Filter): string =>
  `SELECT seq FROM deliveries WHERE true${below(filter)} ORDER BY seq DESC LIMIT :limit`

export const ofKindSql = (filter: Filter): string =>
  filter.repository === undefined
    ? `SELECT seq FROM deliveries WHERE status = :status AND event = :event${below(filter)} ORDER BY seq DESC LIMIT :limit`
    : `SELECT seq FROM delivery_repositories WHERE repository = :repository AND status = :status AND event = :event${below(filter)}
      ORDER BY seq DESC LIMIT :limit`

/** The few that the index by repository lacks. */
export const notIndexedSql = ({ search: _, ...filter }: Filter): string =>
  `SELECT seq FROM deliveries WHERE seq > :after${below(filter)}${fits(filter)} ORDER BY seq DESC LIMIT :limit`

const searchedColumns = `seq, status, event, ${searched.join(', ')}`

export const searchSql = (filter: Filter): string =>
  `SELECT seq FROM (
    SELECT ${searchedColumns} FROM deliveries WHERE true${below(filter)} ORDER BY seq DESC LIMIT ${mostSearched})
  WHERE true${fits(filter)} ORDER BY seq DESC LIMIT :limit`

export const searchAmongSql = (filter: Filter): string =>
  `SELECT seq FROM deliveries WHERE seq IN (SELECT value FROM json_each(:seqs))${fits(filter)} ORDER BY seq DESC LIMIT :limit`

/** By way of the app's newest deployments: they are nearly in the order of their deliveries, but for those that came again. */
export function ofAppSql(filter: Filter): string {
  const of = `SELECT DISTINCT delivery AS seq FROM (
      SELECT delivery FROM deployments WHERE app = :app AND +delivery IS NOT NULL${below(filter, '+delivery')}
      ORDER BY id DESC LIMIT ${mostScattered})
    ORDER BY seq DESC`
  const conditions = fits(filter)
  return conditions === ''
    ? `${of} LIMIT :limit`
    : `SELECT seq FROM deliveries WHERE seq IN (${of})${conditions} ORDER BY seq DESC LIMIT :limit`
}
