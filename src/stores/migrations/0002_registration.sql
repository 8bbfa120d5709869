-- What lists of clients and APIs are sorted and searched by; NULL after a deletion, and then in no index.
-- Letters beyond ASCII keep their case: SQLite's lower() knows no others.
ALTER TABLE clients ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE clients ADD COLUMN name_key TEXT GENERATED ALWAYS AS (lower(json_extract(record, '$.client_name'))) VIRTUAL;
ALTER TABLE clients ADD COLUMN status TEXT GENERATED ALWAYS AS (coalesce(json_extract(record, '$.status'), 'active')) VIRTUAL;
-- RFC 7592: SHA-256 of the registration access token, for clients that manage themselves.
ALTER TABLE clients ADD COLUMN registration_hash TEXT;
UPDATE clients SET created_at = changed_at;
CREATE INDEX clients_by_name ON clients (name_key, id) WHERE name_key IS NOT NULL;
CREATE INDEX clients_by_status ON clients (status, name_key, id) WHERE name_key IS NOT NULL;

ALTER TABLE resources ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE resources ADD COLUMN name_key TEXT GENERATED ALWAYS AS (lower(json_extract(record, '$.name'))) VIRTUAL;
UPDATE resources SET created_at = changed_at;
CREATE INDEX resources_by_name ON resources (name_key, id) WHERE name_key IS NOT NULL;

-- Who may change a client or an API besides operators.
CREATE TABLE owners (
  kind TEXT NOT NULL CHECK (kind IN ('client', 'resource')),
  id TEXT NOT NULL,
  sub TEXT NOT NULL,
  PRIMARY KEY (kind, id, sub)
) WITHOUT ROWID;
CREATE INDEX owners_by_sub ON owners (sub, kind, id);

-- Which clients may ask for which API: follows from the clients' records.
CREATE TABLE client_resources (
  resource TEXT NOT NULL,
  client_id TEXT NOT NULL,
  PRIMARY KEY (resource, client_id)
) WITHOUT ROWID;
CREATE INDEX client_resources_by_client ON client_resources (client_id);
INSERT OR IGNORE INTO client_resources
SELECT value, clients.id FROM clients, json_each(clients.record, '$.resources') WHERE clients.record IS NOT NULL;
CREATE TRIGGER client_resources_inserted AFTER INSERT ON clients
BEGIN
  INSERT OR IGNORE INTO client_resources SELECT value, NEW.id FROM json_each(NEW.record, '$.resources');
END;
CREATE TRIGGER client_resources_updated AFTER UPDATE OF record ON clients
WHEN json_extract(NEW.record, '$.resources') IS NOT json_extract(OLD.record, '$.resources')
BEGIN
  DELETE FROM client_resources WHERE client_id = NEW.id;
  INSERT OR IGNORE INTO client_resources SELECT value, NEW.id FROM json_each(NEW.record, '$.resources');
END;

-- What is known of a client's secrets besides their hashes, which stand in the record; `id` begins the hash.
CREATE TABLE client_secrets (
  client_id TEXT NOT NULL,
  id TEXT NOT NULL,
  created_at INTEGER,
  last_used_at INTEGER, -- to five minutes
  PRIMARY KEY (client_id, id)
) WITHOUT ROWID;

-- Tickets to dynamic registration (RFC 7591 §3).
CREATE TABLE initial_access_tokens (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER, -- milliseconds
  uses_left INTEGER CHECK (uses_left >= 0), -- NULL: any number
  last_used_at INTEGER
) WITHOUT ROWID;
CREATE INDEX initial_access_tokens_by_age ON initial_access_tokens (created_at, id);

-- A key that must not verify anything any more, though tokens signed with it may be about.
ALTER TABLE signing_keys ADD COLUMN withdrawn_at INTEGER;

-- People are listed by user name, and searched by user name, email address and name.
ALTER TABLE users ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN name_key TEXT GENERATED ALWAYS AS (lower(json_extract(claims, '$.name'))) VIRTUAL;
UPDATE users SET changed_at = created_at;
CREATE INDEX users_by_name ON users (name_key, sub) WHERE name_key IS NOT NULL;
CREATE INDEX users_by_type ON users (user_type, login);
CREATE INDEX users_by_status ON users (status, login);
CREATE INDEX users_by_both ON users (user_type, status, login);

-- Somebody who was deleted may come back under the same sub: their shard then takes the new record for newer than the
-- deletion, and nothing of before comes back to life.
CREATE TABLE users_deleted (
  sub TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  home TEXT NOT NULL,
  not_before INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER users_deleted_kept AFTER DELETE ON users WHEN OLD.home IS NOT NULL
BEGIN
  INSERT OR REPLACE INTO users_deleted (sub, version, home, not_before)
  VALUES (OLD.sub, OLD.version + 1, OLD.home, max(OLD.not_before, unixepoch()));
END;
CREATE TRIGGER users_back AFTER INSERT ON users WHEN EXISTS (SELECT 1 FROM users_deleted WHERE sub = NEW.sub)
BEGIN
  UPDATE users SET
    version = (SELECT version + 1 FROM users_deleted WHERE sub = NEW.sub),
    home = (SELECT home FROM users_deleted WHERE sub = NEW.sub),
    not_before = (SELECT max(NEW.not_before, not_before) FROM users_deleted WHERE sub = NEW.sub)
  WHERE sub = NEW.sub;
  DELETE FROM users_deleted WHERE sub = NEW.sub;
END;
CREATE TRIGGER users_owned_nothing AFTER DELETE ON users
BEGIN
  DELETE FROM owners WHERE sub = OLD.sub;
END;
