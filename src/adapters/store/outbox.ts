import type { OutboxFilter, OutboxItem, OutboxStore } from '../../pipeline/ports/outbox-store.ts'
import type { Database } from './database.ts'
import { known, type Nullable } from './row.ts'

const columns = `id, channel, kind, app, deployment, payload, created_at AS createdAt, available_at AS availableAt, attempts, state,
  error, ended_at AS endedAt`

const insertSql = `
  INSERT INTO outbox (channel, kind, app, deployment, payload, created_at, available_at)
  VALUES (:channel, :kind, :app, :deployment, :payload, :createdAt, :availableAt)`

/** Puts reports into the outbox, all or none. A position alone is not worth a wait for the disk: what it passed over led to nothing. */
export const addToOutbox = (
  db: Database,
  items: Parameters<OutboxStore['addToOutbox']>[0],
  toldUntil?: number,
): OutboxItem[] => {
  const put = () => {
    if (toldUntil !== undefined) db.run(rememberSql, { toldUntil })
    return items.map(item => putOne(db, item))
  }
  return items.length === 0 ? db.withoutSync(put) : db.transaction(put)
}

function putOne(db: Database, item: Parameters<OutboxStore['addToOutbox']>[0][number]): OutboxItem {
  const id = db.insert(insertSql, { ...item, app: item.app ?? null, deployment: item.deployment ?? null }) ?? 0
  return { ...item, id, attempts: 0, state: 'waiting' }
}

const rememberSql = `INSERT OR REPLACE INTO meta (key, value) VALUES ('told_until', :toldUntil)`

/** The event up to which all ends were told. */
export const toldUntil = (db: Database): number | undefined =>
  db.get<{ value: number }>(`SELECT value FROM meta WHERE key = 'told_until'`)?.value

/** The item of each channel that goes next. */
const heads = `SELECT min(id) FROM outbox INDEXED BY outbox_waiting WHERE state = 'waiting' GROUP BY channel`

export const dueSql = `
  SELECT ${columns} FROM outbox WHERE id IN (${heads}) AND available_at <= :now ORDER BY id LIMIT :limit`

/** The items that may go now, at most one a channel, oldest first. */
export const dueOutbox = (db: Database, now: number, limit: number): OutboxItem[] =>
  db.all<Nullable<OutboxItem>>(dueSql, { now, limit }).map(toItem)

/** When the first of them may go. */
export const nextOutboxAt = (db: Database): number | undefined =>
  db.get<{ at: number | null }>(`SELECT min(available_at) AS at FROM outbox WHERE id IN (${heads})`)?.at ?? undefined

const settleSql = `
  UPDATE outbox SET state = :state, attempts = attempts + 1, error = :error, ended_at = :endedAt,
    available_at = coalesce(:availableAt, available_at)
  WHERE id = :id AND state = 'waiting'`

/** Counts an attempt, and what came of it. One that has ended stays as it is. */
export function settleOutbox(db: Database, id: number, end: Parameters<OutboxStore['settleOutbox']>[1]): void {
  const times =
    end.state === 'waiting' ? { endedAt: null, availableAt: end.availableAt } : { endedAt: end.now, availableAt: null }
  db.run(settleSql, { id, state: end.state, error: end.error ?? null, ...times })
}

/** The statement for a page. Few items of an app are in a rare state, so the index by app serves both. */
export function outboxSql({ state, app, before }: Omit<OutboxFilter, 'limit'>): string {
  const conditions = [
    ...(state === undefined ? [] : [`${app === undefined ? '' : '+'}state = :state`]),
    ...(app === undefined ? [] : ['app = :app']),
    ...(before === undefined ? [] : ['id < :before']),
  ]
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  return `SELECT ${columns} FROM outbox ${where} ORDER BY id DESC LIMIT :limit`
}

/** Items that fit the filter, newest first. */
export const listOutbox = (db: Database, filter: OutboxFilter): OutboxItem[] =>
  db.all<Nullable<OutboxItem>>(outboxSql(filter), known(filter)).map(toItem)

const countsSql = `
  SELECT (SELECT count(*) FROM outbox WHERE state = 'waiting') AS waiting,
    (SELECT count(*) FROM outbox WHERE state = 'failed') AS failed,
    (SELECT min(created_at) FROM outbox WHERE state = 'waiting') AS oldestWaitingAt`

/** How many wait and how many were given up. */
export const countOutbox = (db: Database): ReturnType<OutboxStore['outboxCounts']> => ({
  waiting: 0,
  failed: 0,
  ...known<ReturnType<OutboxStore['outboxCounts']>>(db.get(countsSql) ?? {}),
})

const toItem = (row: Nullable<OutboxItem>): OutboxItem => known(row) as OutboxItem
