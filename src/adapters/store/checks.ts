import { RedhookError, toFailure } from '../../core/errors.ts'
import type { CheckRun, CheckStore, NewCheck } from '../../pipeline/ports/check-store.ts'
import type { Database, Params } from './database.ts'
import { known, type Nullable, parseObject } from './row.ts'

const columns = `id, app, repository, number, "commit", head_branch AS headBranch, is_fork AS isFork, state, reason, error, attempts,
  created_at AS createdAt, started_at AS startedAt, finished_at AS finishedAt`

const ofPull = 'app = :app AND number = :number'

const insertSql = `
  INSERT INTO checks (app, repository, number, "commit", head_branch, is_fork, state, reason, created_at, finished_at)
  VALUES (:app, :repository, :number, :commit, :headBranch, :isFork, :state, :reason, :createdAt, :finishedAt)`

const overtakenWords = 'a newer commit took its place'

/** Queues a check, or finds the one that is there; see the port. */
export const queueCheck = (db: Database, check: NewCheck): CheckRun =>
  db.transaction(() => {
    const { app, number, commit, createdAt, refused } = check
    const same = one(db, `${ofPull} AND "commit" = :commit`, { app, number, commit })
    const newest = one(db, `${ofPull} ORDER BY created_at DESC, id DESC`, { app, number })
    const isOld = newest !== undefined && newest.createdAt > createdAt && newest.id !== same?.id
    if (same !== undefined && (isOld || refused !== undefined || !mayWaitAgain(same))) return same
    const queued = same === undefined ? insert(db, check, isOld) : waitAgain(db, same, createdAt)
    if (!isOld) overtake(db, queued)
    return queued
  })

/** What never ran to its end: overtaken once, or not allowed to run then. */
const mayWaitAgain = ({ state }: CheckRun): boolean => state === 'cancelled' || state === 'skipped'

function waitAgain(db: Database, { id }: CheckRun, createdAt: number): CheckRun {
  requeueCheck(db, id, createdAt)
  return keptCheck(db, id)
}

function insert(db: Database, { refused, ...check }: NewCheck, isOld: boolean): CheckRun {
  const end = isOld ? ended('cancelled', overtakenWords) : refused === undefined ? waiting : ended('skipped', refused)
  const { app, repository, number, commit, headBranch, createdAt } = check
  const finishedAt = end.state === 'queued' ? null : createdAt
  const row = {
    app,
    repository,
    number,
    commit,
    headBranch,
    isFork: check.isFork ? 1 : 0,
    createdAt,
    ...end,
    finishedAt,
  }
  return keptCheck(db, db.insert(insertSql, row) ?? 0)
}

const waiting = { state: 'queued', reason: null }
const ended = (state: 'cancelled' | 'skipped', reason: string) => ({ state, reason })

/** The others of the pull request that still wait. */
const overtake = (db: Database, { id, app, number, createdAt }: CheckRun): void => {
  const sql = `UPDATE checks SET state = 'cancelled', reason = :reason, finished_at = :now
    WHERE ${ofPull} AND id <> :id AND state = 'queued'`
  db.run(sql, { id, app, number, reason: overtakenWords, now: createdAt })
}

const requeueSql = `
  UPDATE checks SET state = 'queued', reason = NULL, error = NULL, attempts = 0, created_at = coalesce(:createdAt, created_at),
    started_at = NULL, finished_at = NULL WHERE id = :id`

/** Lets one wait again, as if it were new. */
export const requeueCheck = (db: Database, id: number, createdAt?: number): void => {
  db.run(requeueSql, { id, createdAt: createdAt ?? null })
}

/** What was stopped waits again, and the attempt does not count. */
export const putBackCheck = (db: Database, id: number): void => {
  db.run(`UPDATE checks SET state = 'queued', attempts = max(attempts - 1, 0) WHERE id = :id AND state = 'running'`, {
    id,
  })
}

const claimSql = `
  UPDATE checks SET state = 'running', attempts = attempts + 1, started_at = :now
  WHERE id = (SELECT min(id) FROM checks INDEXED BY checks_unfinished WHERE state = 'queued' AND state IN ('queued', 'running'))
  RETURNING ${columns}`

/** The oldest that waits, now running. */
export const claimCheck = (db: Database, now: number): CheckRun | undefined =>
  first(db.all<CheckRow>(claimSql, { now }))

const finishSql = `
  UPDATE checks SET state = :state, reason = :reason, error = :error, finished_at = :now
  WHERE id = :id AND state IN ('queued', 'running')`

/** Ends it for good; one that has ended stays as it is. */
export const finishCheck = (db: Database, id: number, end: Parameters<CheckStore['finishCheck']>[1]): void => {
  const error = end.error === undefined ? null : JSON.stringify(end.error)
  db.run(finishSql, { id, state: end.state, reason: end.reason ?? null, error, now: end.now })
}

const mostAttempts = 3

/** Those that a crash ended wait again, up to three attempts. */
export function recoverChecks(db: Database, now: number): void {
  // Nearly every start finds none: no write, and no wait for the disk.
  if (!db.get(`SELECT 1 FROM checks WHERE state = 'running' AND state IN ('queued', 'running')`)) return
  db.transaction(() => {
    const error = JSON.stringify(toFailure(interrupted()))
    const reason = `interrupted ${mostAttempts} times`
    const sql = `UPDATE checks SET state = 'failed', reason = :reason, error = :error, finished_at = :now
      WHERE state = 'running' AND attempts >= :most`
    db.run(sql, { reason, error, now, most: mostAttempts })
    db.run(`UPDATE checks SET state = 'queued' WHERE state = 'running'`)
  })
}

const interrupted = () =>
  new RedhookError(`Redhook was interrupted ${mostAttempts} times while this check ran`, {
    code: 'INTERRUPTED',
    hint: 'Does the check take the machine down? Look at the log of Redhook and at the memory; then retry the check.',
  })

/** One check. */
export const getCheck = (db: Database, id: number): CheckRun | undefined => one(db, 'id = :id', { id })

/** The statement for a page. */
export function checksSql({ app, number, before }: Partial<Parameters<CheckStore['checks']>[0]>): string {
  const conditions = [
    ...(app === undefined ? [] : ['app = :app']),
    ...(number === undefined ? [] : ['number = :number']),
    ...(before === undefined ? [] : ['id < :before']),
  ]
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  return `SELECT ${columns} FROM checks ${where} ORDER BY id DESC LIMIT :limit`
}

/** Newest first. */
export const listChecks = (db: Database, filter: Parameters<CheckStore['checks']>[0]): CheckRun[] =>
  db.all<CheckRow>(checksSql(filter), known(filter) as Params).map(toCheck)

/** Removes those that ended before then; returns them. */
export const sweepChecks = (db: Database, olderThan: number): { app: string; id: number }[] => {
  const sql = `DELETE FROM checks WHERE finished_at < :olderThan AND state NOT IN ('queued', 'running') RETURNING app, id`
  return db.all<{ app: string; id: number }>(sql, { olderThan })
}

type CheckRow = Nullable<Omit<CheckRun, 'isFork' | 'error'>> & {
  readonly isFork: number
  readonly error: string | null
}

const one = (db: Database, where: string, params: Params): CheckRun | undefined =>
  first(db.all<CheckRow>(`SELECT ${columns} FROM checks WHERE ${where} LIMIT 1`, params))

const keptCheck = (db: Database, id: number): CheckRun => {
  const found = getCheck(db, id)
  if (found !== undefined) return found
  throw new RedhookError('A check that was just queued is not there', {
    code: 'INTERNAL',
    hint: 'This is a bug in Redhook. Please report it.',
  })
}

const first = ([row]: readonly CheckRow[]): CheckRun | undefined => row && toCheck(row)

function toCheck({ isFork, error, ...row }: CheckRow): CheckRun {
  const failure = parseObject<NonNullable<CheckRun['error']>>(error)
  return { ...(known(row) as Omit<CheckRun, 'isFork'>), isFork: isFork === 1, ...(failure && { error: failure }) }
}
