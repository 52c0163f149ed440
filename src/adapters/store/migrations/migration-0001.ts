/**
 * Deliveries, deployments, their steps, and what Redhook remembers. Two rules of the queue are kept by the file itself: one
 * deployment waits per app, and one runs per lane. `project_key` names the project also where a deployment has none.
 */
export const migration0001 = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE deliveries (
  seq INTEGER PRIMARY KEY,
  hook TEXT NOT NULL,
  id TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  event TEXT NOT NULL,
  repository TEXT,
  ref TEXT,
  "before" TEXT,
  "after" TEXT,
  deleted INTEGER,
  forced INTEGER,
  pusher TEXT,
  client TEXT,
  headers TEXT NOT NULL,
  body_sha256 TEXT NOT NULL,
  body_bytes INTEGER NOT NULL,
  status TEXT NOT NULL,
  reason TEXT NOT NULL,
  received_again INTEGER NOT NULL DEFAULT 0,
  received_again_at INTEGER,
  UNIQUE (hook, id)
);
CREATE INDEX deliveries_by_time ON deliveries (received_at);

CREATE TABLE deployments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  delivery INTEGER REFERENCES deliveries (seq) ON DELETE SET NULL,
  app TEXT NOT NULL,
  repository TEXT NOT NULL,
  branch TEXT,
  lane TEXT NOT NULL,
  state TEXT NOT NULL,
  cause TEXT NOT NULL,
  wishes TEXT NOT NULL,
  place INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  available_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  retries INTEGER NOT NULL DEFAULT 0,
  reached TEXT,
  base TEXT,
  "commit" TEXT,
  color TEXT,
  project TEXT,
  project_key TEXT GENERATED ALWAYS AS (coalesce(project, app)) VIRTUAL,
  plan TEXT,
  reason TEXT,
  error TEXT,
  superseded_by INTEGER,
  inputs TEXT
);
CREATE UNIQUE INDEX one_waits_per_app ON deployments (app) WHERE state = 'queued';
CREATE UNIQUE INDEX one_runs_per_lane ON deployments (lane) WHERE state = 'running';
CREATE INDEX deployments_by_state ON deployments (state);
CREATE INDEX deployments_by_app ON deployments (app);
CREATE INDEX deployments_by_time ON deployments (created_at);
CREATE INDEX deployments_by_delivery ON deployments (delivery) WHERE delivery IS NOT NULL;
CREATE INDEX deployments_succeeded ON deployments (app, project_key) WHERE state = 'succeeded';

CREATE TABLE steps (
  deployment INTEGER NOT NULL REFERENCES deployments (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  duration_ms REAL,
  result TEXT NOT NULL,
  PRIMARY KEY (deployment, number)
) WITHOUT ROWID;

CREATE TABLE synced (
  seq INTEGER PRIMARY KEY,
  lane TEXT NOT NULL,
  "commit" TEXT NOT NULL,
  UNIQUE (lane, "commit")
);
CREATE INDEX synced_by_lane ON synced (lane);
`
