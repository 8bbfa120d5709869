-- What cron did last: one row.
CREATE TABLE cron (
  id TEXT PRIMARY KEY CHECK (id = 'last'),
  ran_at INTEGER NOT NULL,
  failed TEXT NOT NULL -- JSON: the steps that did not do what they should
) WITHOUT ROWID;
