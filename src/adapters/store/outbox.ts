import type {
  Follower,
  NewOutboxItem,
  OutboxFilter,
  OutboxItem,
  OutboxStore,
} from '../../pipeline/ports/outbox-store.ts'
import type { Database } from './database.ts'
import { known, type Nullable } from './row.ts'

const columns = `id, channel, kind, app, deployment, payload, created_at AS createdAt, available_at AS availableAt, attempts, state,
  error, ended_at AS endedAt, replaces`

const insertSql = `
  INSERT INTO outbox (channel, kind, app, deployment, payload, replaces, created_at, available_at)
  VALUES (:channel, :kind, :app, :deployment, :payload, :replaces, :createdAt, :availableAt)`

/** Puts reports into the outbox, all or none. A position alone is not worth a wait for the disk: what it passed over led to nothing. */
export const addToOutbox = (
  db: Database,
  items: readonly NewOutboxItem[],
  position?: number,
  follower: Follower = 'told',
): OutboxItem[] => {
  const put = () => {
    if (position !== undefined) db.run(rememberSql, { key: keys[follower], position })
    return items.map(item => putOne(db, item))
  }
  return items.length === 0 ? db.withoutSync(put) : db.transaction(put)
}

function putOne(db: Database, item: NewOutboxItem): OutboxItem {
  const { app = null, deployment = null, replaces = null } = item
  const overtaken = replaces === null ? [] : overtake(db, item.channel, replaces)
  const id = db.insert(insertSql, { ...item, app, deployment, replaces }) ?? 0
  keepWait(db, item.channel, overtaken)
  return { ...item, id, attempts: 0, state: 'waiting' }
}

interface Overtaken {
  readonly attempts: number
  readonly availableAt: number
}

export const overtakeSql = `
  DELETE FROM outbox WHERE channel = :channel AND replaces = :replaces AND state = 'waiting' AND replaces IS NOT NULL
  RETURNING attempts, available_at AS availableAt`

const overtake = (db: Database, channel: string, replaces: string): Overtaken[] =>
  db.all<Overtaken>(overtakeSql, { channel, replaces })

const waitSql = `
  UPDATE outbox SET available_at = max(available_at, :until), attempts = max(attempts, 1)
  WHERE id = (SELECT min(id) FROM outbox INDEXED BY outbox_waiting WHERE state = 'waiting' AND channel = :channel)`

/** What was tried in vain goes, but not the wait that it left to its channel: what comes next there counts as tried once. */
function keepWait(db: Database, channel: string, overtaken: readonly Overtaken[]): void {
  const until = Math.max(0, ...overtaken.filter(({ attempts }) => attempts > 0).map(({ availableAt }) => availableAt))
  if (until > 0) db.run(waitSql, { channel, until })
}

const keys: Readonly<Record<Follower, string>> = { told: 'told_until', reported: 'reported_until' }
const rememberSql = 'INSERT OR REPLACE INTO meta (key, value) VALUES (:key, :position)'

/** The event up to which a follower has looked at all. */
export const followedUntil = (db: Database, follower: Follower): number | undefined =>
  db.get<{ value: number }>('SELECT value FROM meta WHERE key = :key', { key: keys[follower] })?.value

/** Nobody follows in this way any more. */
export const forgetReported = (db: Database): void => {
  db.withoutSync(() => db.run('DELETE FROM meta WHERE key = :key', { key: keys.reported }))
}

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
export function outboxSql({ state, app, to, before }: Omit<OutboxFilter, 'limit'>): string {
  const conditions = [
    ...(state === undefined ? [] : [`${app === undefined ? '' : '+'}state = :state`]),
    ...(app === undefined ? [] : ['app = :app']),
    ...(to === undefined ? [] : [`channel ${to === 'people' ? 'NOT ' : ''}GLOB '@*'`]),
    ...(before === undefined ? [] : ['id < :before']),
  ]
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  return `SELECT ${columns} FROM outbox ${where} ORDER BY id DESC LIMIT :limit`
}

/** Items that fit the filter, newest first. */
export const listOutbox = (db: Database, { to, ...filter }: OutboxFilter): OutboxItem[] =>
  db.all<Nullable<OutboxItem>>(outboxSql(to === undefined ? filter : { ...filter, to }), known(filter)).map(toItem)

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
