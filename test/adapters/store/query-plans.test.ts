import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { claimSql, nextAvailableSql } from '../../../src/adapters/store/claim.ts'
import {
  failedSinceGoodSql,
  goodVersionsSql,
  lastAttemptSql,
  lastGoodSql,
  lastProjectSql,
} from '../../../src/adapters/store/history.ts'
import { latestSql, listQuery } from '../../../src/adapters/store/list.ts'
import { openStore } from '../../../src/adapters/store/store.ts'
import { tooManySql } from '../../../src/adapters/store/sweep.ts'
import { makeDataFolder } from '../../support/store-samples.ts'

const queries: { title: string; sql: string }[] = [
  { title: 'claim', sql: claimSql },
  { title: 'nextAvailableAt', sql: nextAvailableSql },
  { title: 'latest', sql: latestSql },
  { title: 'lastGood', sql: lastGoodSql },
  { title: 'goodVersions', sql: goodVersionsSql },
  { title: 'lastAttempt', sql: lastAttemptSql },
  { title: 'failedSinceGood', sql: failedSinceGoodSql },
  { title: 'lastProject', sql: lastProjectSql },
  { title: 'sweep of an app', sql: tooManySql },
  { title: 'list of an app', sql: listQuery({ app: 'shop', limit: 50 }).sql },
  { title: 'list of an app in a state', sql: listQuery({ app: 'shop', states: ['failed'], limit: 50 }).sql },
  { title: 'list of states', sql: listQuery({ states: ['queued', 'failed'], limit: 50 }).sql },
  { title: 'next page of a list', sql: listQuery({ limit: 50, before: 1_000 }).sql },
]

describe('with many deployments', () => {
  it.each(queries)('$title reads no table from end to end and sorts no history', async ({ title, sql }) => {
    using data = makeDataFolder()
    await using _ = openStore(data.path)
    using db = new DatabaseSync(join(data.path, 'redhook.sqlite'), { readOnly: true })
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as unknown as { detail: string }[]
    const details = plan.map(({ detail }) => detail)
    expect(
      details.filter(detail => /^SCAN (deployments|deliveries|steps|good|newer|ahead|before|nth|s)\b/.test(detail)),
    ).toEqual([])
    expect(details.some(detail => detail.startsWith('SEARCH deployments'))).toBe(true)
    if (/^(last|good|failed|sweep)/.test(title))
      expect(details.filter(detail => detail.includes('TEMP B-TREE FOR ORDER BY'))).toEqual([])
  })

  it('a list of everything walks the newest rows alone', async () => {
    using data = makeDataFolder()
    await using _ = openStore(data.path)
    using db = new DatabaseSync(join(data.path, 'redhook.sqlite'), { readOnly: true })
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${listQuery({ limit: 50 }).sql}`).all() as unknown as {
      detail: string
    }[]
    const scans = plan.map(({ detail }) => detail).filter(detail => detail.startsWith('SCAN'))
    expect(scans.every(detail => !detail.includes('SORT'))).toBe(true)
    expect(plan.map(({ detail }) => detail)).toContain('SEARCH deployments USING INTEGER PRIMARY KEY (rowid=?)')
  })
})
