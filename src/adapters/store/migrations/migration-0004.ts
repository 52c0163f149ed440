/**
 * Forges: repositories by their own id, pull requests with their previews and checks, the tips that were decided on, what forges call what we made
 * there. `meaning` is what a delivery says beyond its first ref; `pending` marks one that is yet to be handed on. `replaces`: of what waits under
 * one key of a channel only the newest is sent.
 */
export const migration0004 = `
ALTER TABLE deliveries ADD COLUMN meaning TEXT;
ALTER TABLE deliveries ADD COLUMN pending INTEGER;
CREATE INDEX deliveries_pending ON deliveries (seq) WHERE pending = 1;

ALTER TABLE outbox ADD COLUMN replaces TEXT;
CREATE INDEX outbox_replaces ON outbox (channel, replaces) WHERE state = 'waiting' AND replaces IS NOT NULL;

CREATE TABLE repositories (
  provider TEXT NOT NULL,
  host TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  seen_as TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (provider, host, id)
) WITHOUT ROWID;

CREATE TABLE previews (
  app TEXT NOT NULL,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  repository TEXT NOT NULL,
  title TEXT NOT NULL,
  author TEXT,
  url TEXT,
  base TEXT NOT NULL,
  head_branch TEXT NOT NULL,
  head TEXT NOT NULL,
  is_fork INTEGER NOT NULL,
  approved TEXT,
  state TEXT NOT NULL,
  reason TEXT,
  removed_by TEXT,
  ports TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  closed_at INTEGER,
  PRIMARY KEY (app, number)
) WITHOUT ROWID;

CREATE TABLE checks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  app TEXT NOT NULL,
  repository TEXT NOT NULL,
  number INTEGER NOT NULL,
  "commit" TEXT NOT NULL,
  head_branch TEXT NOT NULL,
  is_fork INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  error TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  UNIQUE (app, number, "commit")
);
CREATE INDEX checks_unfinished ON checks (id) WHERE state IN ('queued', 'running');

CREATE TABLE tips (
  app TEXT NOT NULL,
  branch TEXT NOT NULL,
  "commit" TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (app, branch)
) WITHOUT ROWID;

CREATE TABLE remote_ids (
  key TEXT PRIMARY KEY,
  id TEXT NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;
`
