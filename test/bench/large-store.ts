/** Fills a store as years of use would: node test/bench/large-store.ts FOLDER [SHARE] */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { indexedUntilSql, indexRepositoriesSql } from '../../src/adapters/store/delivery-repositories.ts'
import { openStore } from '../../src/adapters/store/store.ts'
import { fillDeliveries } from './large-deliveries.ts'
import { fillDeployments } from './large-deployments.ts'
import { fillRest } from './large-rest.ts'
import { progress } from './part.ts'

export interface LargeSize {
  readonly apps: number
  readonly deployments: number
  readonly deliveries: number
  /** The newest row is of this time; the oldest of 90 days before. */
  readonly now: number
}

export const spanMs = 90 * 24 * 60 * 60 * 1000

/** The size the goals are about, or a share of it. */
export const largeSize = (share = 1, now = Date.now()): LargeSize => ({
  apps: 200,
  deployments: Math.round(200_000 * share),
  deliveries: Math.round(1_000_000 * share),
  now,
})

/**
 * Makes a store of that size in the folder. Each fifth delivery leads to a deployment. What is rare (a status, an event, a repository, an
 * app, a state) is at its oldest end, where it is hardest to find.
 */
export async function fillStore(folder: string, size: LargeSize): Promise<void> {
  await openStore(folder)[Symbol.asyncDispose]()
  using db = new DatabaseSync(join(folder, 'redhook.sqlite'))
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA wal_autocheckpoint = 100000')
  const restore = takeOff(db)
  fillDeliveries(db, size)
  fillDeployments(db, size)
  fillRest(db, size)
  progress('large store: indexes')
  db.exec(indexRepositoriesSql)
  db.exec(indexedUntilSql)
  restore()
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
}

/** Triggers and indexes are made again in one go afterwards: that is much faster, and the events of 90 days are not kept anyway. */
function takeOff(db: DatabaseSync): () => void {
  const parts = db
    .prepare(`SELECT type, name, sql FROM sqlite_schema WHERE type IN ('trigger', 'index') AND sql IS NOT NULL`)
    .all() as unknown as { type: string; name: string; sql: string }[]
  for (const { type, name } of parts) db.exec(`DROP ${type} ${name}`)
  return () => {
    for (const { sql } of parts) db.exec(sql)
  }
}

if (import.meta.main) {
  const [folder = '.', share = '1'] = process.argv.slice(2)
  await fillStore(folder, largeSize(Number(share)))
}
