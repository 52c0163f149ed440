/**
 * Who may and who did (tokens, sessions, audit), what is held (locks, detours), what must be told (outbox), answers kept for repeated
 * requests, and the stream of events. Events are written by triggers, so that no change of a deployment or a hold is without one; their `at`
 * is the time that the statement itself stores, where it stores one. Those of a hold are of no deployment: 0. The end of a detour is told when
 * its row goes, not when its time is set to be over: that is after its deployment was queued. The newest event is never removed, so that no
 * position is given twice.
 * What is long of a deployment lies beside it, so that lists and searches read little. `about` says what it brings: the commits since the
 * base; the newest one's subject and author can be searched for. An index by repository would touch a page of its own for each
 * delivery that comes in: it is a table, brought up to date once for many. What ended other than by being superseded is written down beside,
 * since each further index on the deployments would make receiving slower.
 */
export const migration0003 = `
CREATE TABLE details (
  deployment INTEGER PRIMARY KEY REFERENCES deployments (id) ON DELETE CASCADE,
  plan TEXT,
  inputs TEXT,
  previous TEXT,
  version TEXT,
  outcome TEXT,
  about TEXT
);
INSERT INTO details (deployment, plan, inputs, previous, version, outcome)
SELECT id, plan, inputs, previous, version, outcome FROM deployments
WHERE coalesce(plan, inputs, previous, version, outcome) IS NOT NULL;
ALTER TABLE deployments DROP COLUMN plan;
ALTER TABLE deployments DROP COLUMN inputs;
ALTER TABLE deployments DROP COLUMN previous;
ALTER TABLE deployments DROP COLUMN version;
ALTER TABLE deployments DROP COLUMN outcome;
ALTER TABLE deployments ADD COLUMN subject TEXT;
ALTER TABLE deployments ADD COLUMN author TEXT;

CREATE TABLE tokens (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  hash BLOB NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  last_used_at INTEGER,
  expires_at INTEGER,
  revoked_at INTEGER
);
CREATE UNIQUE INDEX tokens_by_name ON tokens (name) WHERE revoked_at IS NULL;

CREATE TABLE sessions (
  hash BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  token INTEGER REFERENCES tokens (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  via TEXT NOT NULL,
  client TEXT,
  action TEXT NOT NULL,
  target TEXT,
  status INTEGER NOT NULL,
  detail TEXT
);
CREATE INDEX audit_by_time ON audit (at);
CREATE INDEX audit_by_who ON audit (who);
CREATE INDEX audit_by_action ON audit (action);
CREATE INDEX audit_by_target ON audit (target);

CREATE TABLE locks (
  app TEXT PRIMARY KEY,
  reason TEXT NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  until INTEGER
) WITHOUT ROWID;

CREATE TABLE detours (
  app TEXT PRIMARY KEY,
  branch TEXT NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  until INTEGER
) WITHOUT ROWID;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel TEXT NOT NULL,
  kind TEXT NOT NULL,
  app TEXT,
  deployment INTEGER,
  payload TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  available_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'waiting',
  error TEXT,
  ended_at INTEGER
);
CREATE INDEX outbox_waiting ON outbox (channel, id) WHERE state = 'waiting';
CREATE INDEX outbox_by_state ON outbox (state);
CREATE INDEX outbox_by_app ON outbox (app);

CREATE TABLE answers (
  key TEXT PRIMARY KEY,
  request TEXT NOT NULL,
  status INTEGER NOT NULL,
  headers TEXT NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX answers_by_time ON answers (at);

CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  app TEXT NOT NULL,
  deployment INTEGER NOT NULL,
  kind TEXT NOT NULL,
  what TEXT NOT NULL,
  result TEXT,
  duration_ms REAL
);

CREATE TRIGGER deployment_queued AFTER INSERT ON deployments BEGIN
  INSERT INTO events (at, app, deployment, kind, what) VALUES (NEW.created_at, NEW.app, NEW.id, 'state', NEW.state);
END;

CREATE TRIGGER deployment_moved AFTER UPDATE OF state ON deployments WHEN OLD.state <> NEW.state BEGIN
  INSERT INTO events (at, app, deployment, kind, what)
  VALUES (
    coalesce(NEW.finished_at, CASE WHEN OLD.started_at IS NULL THEN NEW.started_at END, CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    NEW.app, NEW.id, 'state', NEW.state);
END;

CREATE TRIGGER step_begun AFTER INSERT ON steps BEGIN
  INSERT INTO events (at, app, deployment, kind, what, result)
  SELECT NEW.started_at, app, id, 'step', NEW.name, NEW.result FROM deployments WHERE id = NEW.deployment;
END;

CREATE TRIGGER step_ended AFTER UPDATE OF result ON steps WHEN OLD.result <> NEW.result BEGIN
  INSERT INTO events (at, app, deployment, kind, what, result, duration_ms)
  SELECT coalesce(CAST(NEW.started_at + NEW.duration_ms AS INTEGER), CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    app, id, 'step', NEW.name, NEW.result, NEW.duration_ms
  FROM deployments WHERE id = NEW.deployment;
END;

CREATE TRIGGER lock_set AFTER INSERT ON locks BEGIN
  INSERT INTO events (at, app, deployment, kind, what) VALUES (NEW.at, NEW.app, 0, 'hold', 'locked');
END;

CREATE TRIGGER lock_replaced AFTER UPDATE ON locks BEGIN
  INSERT INTO events (at, app, deployment, kind, what) VALUES (NEW.at, NEW.app, 0, 'hold', 'locked');
END;

CREATE TRIGGER lock_ended AFTER DELETE ON locks BEGIN
  INSERT INTO events (at, app, deployment, kind, what)
  VALUES (CAST(unixepoch('subsec') * 1000 AS INTEGER), OLD.app, 0, 'hold', 'unlocked');
END;

CREATE TRIGGER detour_begun AFTER INSERT ON detours BEGIN
  INSERT INTO events (at, app, deployment, kind, what) VALUES (NEW.at, NEW.app, 0, 'hold', 'detoured');
END;

CREATE TRIGGER detour_replaced AFTER UPDATE ON detours WHEN OLD.at <> NEW.at OR OLD.branch <> NEW.branch BEGIN
  INSERT INTO events (at, app, deployment, kind, what) VALUES (NEW.at, NEW.app, 0, 'hold', 'detoured');
END;

CREATE TRIGGER detour_ended AFTER DELETE ON detours BEGIN
  INSERT INTO events (at, app, deployment, kind, what)
  VALUES (CAST(unixepoch('subsec') * 1000 AS INTEGER), OLD.app, 0, 'hold', 'back');
END;

CREATE INDEX deliveries_by_kind ON deliveries (status, event);

CREATE TABLE delivery_repositories (
  repository TEXT NOT NULL COLLATE NOCASE,
  status TEXT NOT NULL,
  event TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (repository, status, event, seq)
) WITHOUT ROWID;

CREATE TRIGGER delivery_decided AFTER UPDATE OF status ON deliveries WHEN OLD.status <> NEW.status BEGIN
  UPDATE delivery_repositories SET status = NEW.status
  WHERE repository = OLD.repository AND status = OLD.status AND event = OLD.event AND seq = OLD.seq;
END;

CREATE TRIGGER delivery_removed AFTER DELETE ON deliveries BEGIN
  DELETE FROM delivery_repositories
  WHERE repository = OLD.repository AND status = OLD.status AND event = OLD.event AND seq = OLD.seq;
END;

CREATE TABLE settled (
  deployment INTEGER PRIMARY KEY REFERENCES deployments (id) ON DELETE CASCADE,
  app TEXT NOT NULL,
  state TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  finished_at INTEGER NOT NULL,
  is_push INTEGER NOT NULL
);
INSERT INTO settled
SELECT id, app, state, created_at, finished_at, delivery IS NOT NULL FROM deployments
WHERE state IN ('succeeded', 'skipped', 'failed', 'rolled_back', 'cancelled') AND finished_at IS NOT NULL;
CREATE INDEX settled_by_app ON settled (app, state);
CREATE INDEX settled_by_time ON settled (finished_at, app, state, created_at, is_push) WHERE state IN ('succeeded', 'failed', 'rolled_back');
CREATE INDEX settled_by_app_and_time ON settled (app, finished_at, state, created_at, is_push)
  WHERE state IN ('succeeded', 'failed', 'rolled_back');
`
