import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { auditSql } from '../../../src/adapters/store/audit.ts'
import { claimSql, nextAvailableSql } from '../../../src/adapters/store/claim.ts'
import { notIndexedSql, ofAppSql, ofKindSql, searchSql } from '../../../src/adapters/store/delivery-filter.ts'
import { nextEventSql } from '../../../src/adapters/store/delivery-kinds.ts'
import { eventsSql } from '../../../src/adapters/store/events.ts'
import {
  failedSinceGoodSql,
  goodProjectsSql,
  goodVersionsSql,
  lastAttemptSql,
  lastGoodSql,
  lastProjectSql,
} from '../../../src/adapters/store/history.ts'
import { pastDetoursSql } from '../../../src/adapters/store/holds.ts'
import { latestSql, listQuery } from '../../../src/adapters/store/list.ts'
import { numbersSql } from '../../../src/adapters/store/numbers.ts'
import { dueSql, outboxSql, overtakeSql } from '../../../src/adapters/store/outbox.ts'
import { openStore } from '../../../src/adapters/store/store.ts'
import { tooManySql } from '../../../src/adapters/store/sweep.ts'
import { deliveredTipSql, deployedTipSql } from '../../../src/adapters/store/tips.ts'
import { makeDataFolder } from '../../support/store-samples.ts'

const queries: { title: string; sql: string }[] = [
  { title: 'claim', sql: claimSql },
  { title: 'nextAvailableAt', sql: nextAvailableSql },
  { title: 'latest', sql: latestSql },
  { title: 'lastGood', sql: lastGoodSql },
  { title: 'goodVersions', sql: goodVersionsSql },
  { title: 'goodProjects', sql: goodProjectsSql },
  { title: 'lastAttempt', sql: lastAttemptSql },
  { title: 'failedSinceGood', sql: failedSinceGoodSql },
  { title: 'lastProject', sql: lastProjectSql },
  { title: 'sweep of an app', sql: tooManySql },
  { title: 'list of an app', sql: listQuery({ app: 'shop', limit: 50 }).sql },
  { title: 'list of an app in a state', sql: listQuery({ app: 'shop', states: ['failed'], limit: 50 }).sql },
  { title: 'list of states', sql: listQuery({ states: ['queued', 'failed'], limit: 50 }).sql },
  { title: 'next page of a list', sql: listQuery({ limit: 50, before: 1_000 }).sql },
]

const plansOf = async (sql: string): Promise<string[]> => {
  using data = makeDataFolder()
  await using _ = openStore(data.path)
  using db = new DatabaseSync(join(data.path, 'redhook.sqlite'), { readOnly: true })
  return (db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as unknown as { detail: string }[]).map(({ detail }) => detail)
}

describe('what a list asks goes through the index made for it', () => {
  it.each([
    [
      'an app in a state',
      listQuery({ app: 'shop', states: ['failed'], limit: 50 }).sql,
      'COVERING INDEX settled_by_app (app=? AND state=?)',
    ],
    ['detours of an app', pastDetoursSql, 'deployments_detours (app=?)'],
    ['numbers', numbersSql(), 'COVERING INDEX settled_by_time (finished_at>?)'],
    ['numbers of an app', numbersSql('shop'), 'COVERING INDEX settled_by_app_and_time (app=? AND finished_at>?)'],
    ['deliveries of a kind', ofKindSql({}), 'COVERING INDEX deliveries_by_kind (status=? AND event=?'],
    ['the next page of them', ofKindSql({ before: 9 }), 'deliveries_by_kind (status=? AND event=? AND rowid<?'],
    [
      'deliveries of a repository',
      ofKindSql({ repository: 'a/b' }),
      'PRIMARY KEY (repository=? AND status=? AND event=?',
    ],
    ['the next event', nextEventSql({}), 'deliveries_by_kind (status=? AND event>?'],
    ['the newest, not indexed', notIndexedSql({ repository: 'a/b' }), 'INTEGER PRIMARY KEY (rowid>?)'],
    ['deliveries of an app', ofAppSql({ app: 'shop' }), 'deployments_by_app (app=?)'],
    ['audit by who', auditSql({ who: 'ada' }), 'audit_by_who (who=?)'],
    ['audit by action', auditSql({ action: 'signIn', before: 9 }), 'audit_by_action (action=? AND rowid<?)'],
    ['audit by target', auditSql({ target: 'shop' }), 'audit_by_target (target=?)'],
    ['outbox by state', outboxSql({ state: 'failed' }), 'outbox_by_state (state=?)'],
    ['outbox by app', outboxSql({ state: 'failed', app: 'shop' }), 'outbox_by_app (app=?)'],
    ['what a report takes the place of', overtakeSql, 'outbox_replaces (channel=? AND replaces=?)'],
    ['what is due', dueSql, 'outbox USING COVERING INDEX outbox_waiting'],
    ['deployments that had a tip', deployedTipSql, 'deployments_by_app (app=?)'],
    ['deliveries that told of a tip', deliveredTipSql, 'deliveries USING INTEGER PRIMARY KEY (rowid=?)'],
    ['events', eventsSql({ app: 'shop' }), 'events USING INTEGER PRIMARY KEY (rowid>?)'],
  ])('%s', async (_, sql, through) => {
    const details = await plansOf(sql)
    expect(details.join('\n')).toContain(through)
    const sorts = details.filter(detail => detail.includes('TEMP B-TREE FOR ORDER BY'))
    // An app's deliveries are sorted out of a bounded number of its deployments.
    if (!sql.includes('DISTINCT delivery')) expect(sorts).toEqual([])
  })

  it.each([
    ['deployments', listQuery({ search: 'x', limit: 50 }).sql],
    ['deployments of an app', listQuery({ app: 'shop', states: ['failed'], search: 'x', limit: 50 }).sql],
    ['deliveries', searchSql({ search: 'x', event: 'push' })],
  ])('a search of %s reads the newest in their order and sorts none', async (_, sql) => {
    expect((await plansOf(sql)).filter(detail => detail.endsWith('TEMP B-TREE FOR ORDER BY'))).toEqual([])
    expect(sql).toMatch(/ORDER BY \w+ DESC LIMIT [12]\d?[05]00/)
  })
})

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
