-- The audit trail: appended to, never changed, swept by age. `id` sorts by time; `record` is the whole event as JSON.
CREATE TABLE audit (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  outcome TEXT NOT NULL,
  actor TEXT NOT NULL, -- its id
  subject TEXT,
  client_id TEXT,
  target TEXT, -- `<kind>:<id>`
  record TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX audit_type ON audit (type, id);
CREATE INDEX audit_refused ON audit (outcome, id) WHERE outcome <> 'ok';
CREATE INDEX audit_actor ON audit (actor, id);
CREATE INDEX audit_subject ON audit (subject, id) WHERE subject IS NOT NULL;
CREATE INDEX audit_client ON audit (client_id, id) WHERE client_id IS NOT NULL;
CREATE INDEX audit_target ON audit (target, id) WHERE target IS NOT NULL;
CREATE TRIGGER audit_appended BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE (ABORT, 'the audit trail is only appended to');
END;

-- One row. `record` holds what an operator has set, as JSON; what it leaves out has its default in the code.
CREATE TABLE settings (
  id TEXT PRIMARY KEY CHECK (id = 'settings'),
  version INTEGER NOT NULL,
  record TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  copied_version INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
INSERT INTO settings (id, version, record, changed_at) VALUES ('settings', 1, '{}', 0);

-- A row a version. Two writers cannot both make the same one: that is what decides between them.
CREATE TABLE settings_history (
  version INTEGER PRIMARY KEY,
  record TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  request_id TEXT NOT NULL
);

-- The last refusals of each client, for its owners: 100 are kept.
CREATE TABLE refusals (
  client_id TEXT NOT NULL,
  id TEXT NOT NULL, -- sorts by time
  record TEXT NOT NULL,
  PRIMARY KEY (client_id, id)
) WITHOUT ROWID;

-- What happened how often, where Analytics Engine does not count: by the minute for two days, by the hour for longer.
CREATE TABLE counters (
  span TEXT NOT NULL CHECK (span IN ('minute', 'hour')),
  at INTEGER NOT NULL, -- NumericDate of its beginning
  what TEXT NOT NULL,
  key TEXT NOT NULL,
  client_id TEXT NOT NULL, -- empty where none is known
  n INTEGER NOT NULL,
  PRIMARY KEY (span, at, what, key, client_id)
) WITHOUT ROWID;
