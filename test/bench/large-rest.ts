import type { DatabaseSync } from 'node:sqlite'
import { inBatches } from './in-batches.ts'
import type { LargeSize } from './large-store.ts'

/** What the triggers would have written on the last day. */
const eventsSql = `
  INSERT INTO events (at, app, deployment, kind, what, result, duration_ms)
  SELECT created_at AS at, app, id, 'state', 'queued', NULL, NULL FROM deployments WHERE created_at > :since
  UNION ALL SELECT started_at, app, id, 'state', 'running', NULL, NULL FROM deployments WHERE created_at > :since AND started_at IS NOT NULL
  UNION ALL SELECT finished_at, app, id, 'state', state, NULL, NULL FROM deployments WHERE created_at > :since AND finished_at IS NOT NULL
  UNION ALL SELECT s.started_at, app, id, 'step', s.name, 'running', NULL FROM deployments JOIN steps s ON s.deployment = id
    WHERE created_at > :since
  UNION ALL SELECT CAST(s.started_at + s.duration_ms AS INTEGER), app, id, 'step', s.name, s.result, s.duration_ms FROM deployments
    JOIN steps s ON s.deployment = id WHERE created_at > :since
  ORDER BY at`

const settledSql = `
  INSERT INTO settled SELECT id, app, state, created_at, finished_at, delivery IS NOT NULL FROM deployments
  WHERE state NOT IN ('queued', 'running', 'superseded')`

const auditSql = `
  INSERT INTO audit (at, who, via, client, action, target, status, detail)
  VALUES (?, ?, 'session', '192.0.2.7', ?, ?, 200, '{"reason":"the fair"}')`

const outboxSql = `
  INSERT INTO outbox (channel, kind, app, deployment, payload, created_at, available_at, attempts, state, ended_at)
  VALUES (?, 'failed', ?, ?, ?, ?, ?, 1, ?, ?)`

const rows = 20_000

/** Events of a day, an audit trail, and an outbox in which nearly everything was sent. */
export function fillRest(db: DatabaseSync, { deployments, apps, now }: LargeSize): void {
  db.prepare(eventsSql).run({ since: now - 24 * 60 * 60 * 1000 })
  db.exec(settledSql)
  const audit = db.prepare(auditSql)
  const outbox = db.prepare(outboxSql)
  const payload = JSON.stringify({ title: 'shop failed', text: 'web is restarting. '.repeat(50) })
  inBatches(db, 'audit and outbox', rows, number => {
    const app = `app-${number % apps}`
    const [who, action] = number <= 3 ? ['eve', 'createToken'] : [`user-${number % 20}`, 'deployApp']
    audit.run(now - rows + number, who, action, app)
    const state = number <= 3 ? 'failed' : number > rows - 5 ? 'waiting' : 'sent'
    const at = now - (rows - number) * 1_000
    outbox.run(number % 2 ? 'chat' : 'mail', app, deployments, payload, at, at, state, state === 'waiting' ? null : at)
  })
}
