import type { TipStore } from '../../pipeline/ports/tip-store.ts'
import type { Database } from './database.ts'
import { findSeqs } from './delivery-filter.ts'

/** More than a branch gets between two looks. */
const mostDeployments = 300
const mostDeliveries = 300

export const deployedTipSql = `
  SELECT 1 FROM (
    SELECT "commit", cause, coalesce(finished_at, 9e15) AS ended_at FROM deployments WHERE app = :app ORDER BY id DESC LIMIT ${mostDeployments})
  WHERE ended_at > :since AND ("commit" = :commit OR instr(cause, :commit) > 0) LIMIT 1`

/** A delivery at the URL of another repository was refused. */
export const deliveredTipSql = `
  SELECT 1 FROM deliveries
  WHERE seq IN (SELECT value FROM json_each(:seqs))
    AND max(received_at, coalesce(received_again_at, 0)) > :since
    AND hook COLLATE NOCASE IN (:provider, :provider || '/' || :repository)
    AND (
      ("after" = :commit AND ref = :ref)
      OR EXISTS (SELECT 1 FROM json_each(meaning, '$.refs') AS moved
        WHERE moved.value ->> 'after' = :commit AND moved.value ->> 'ref' = :ref))
  LIMIT 1`

export const isTipDecided: Bound<'isTipDecided'> = (db, { app, provider, repository, branch, commit, since = -1 }) => {
  if (db.get(deployedTipSql, { app, commit, since }) !== undefined) return true
  const seqs = JSON.stringify(findSeqs(db, { repository, limit: mostDeliveries }))
  const ref = `refs/heads/${branch}`
  return db.get(deliveredTipSql, { seqs, since, provider, repository, commit, ref }) !== undefined
}

const rememberSql = `
  INSERT INTO tips (app, branch, "commit", at) VALUES (:app, :branch, :commit, :at)
  ON CONFLICT (app, branch) DO UPDATE SET "commit" = excluded."commit", at = excluded.at`

export const rememberTip: Bound<'rememberTip'> = (db, { app, branch, commit, at }) => {
  db.withoutSync(() => db.run(rememberSql, { app, branch, commit, at }))
}

export const rememberedTip: Bound<'rememberedTip'> = (db, app, branch) =>
  db.get<{ commit: string; at: number }>('SELECT "commit", at FROM tips WHERE app = :app AND branch = :branch', {
    app,
    branch,
  })

export const hasTips: Bound<'hasTips'> = (db, app, branch) =>
  rememberedTip(db, app, branch) !== undefined ||
  db.get('SELECT 1 FROM deployments WHERE app = :app AND branch = :branch LIMIT 1', { app, branch }) !== undefined

/** A method of the port with the database in front. */
type Bound<Method extends keyof TipStore> = (
  db: Database,
  ...args: Parameters<TipStore[Method]>
) => ReturnType<TipStore[Method]>
