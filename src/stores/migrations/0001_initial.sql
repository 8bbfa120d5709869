-- The record of what is copied into KV: clients, protected resources. `record` is JSON; NULL after a deletion.
CREATE TABLE clients (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  record TEXT,
  changed_at INTEGER NOT NULL,
  copied_version INTEGER NOT NULL DEFAULT 0 -- what KV has; cron copies what is behind
) WITHOUT ROWID;
CREATE INDEX clients_behind ON clients (id) WHERE copied_version < version;

CREATE TABLE resources (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  record TEXT,
  changed_at INTEGER NOT NULL,
  copied_version INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX resources_behind ON resources (id) WHERE copied_version < version;

-- One `current` and one `next` per algorithm at any time; `private_key` is sealed to the row.
CREATE TABLE signing_keys (
  kid TEXT PRIMARY KEY,
  alg TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('next', 'current', 'retired')),
  public_key TEXT NOT NULL,
  private_key TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  activated_at INTEGER,
  retired_at INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX signing_keys_live ON signing_keys (alg, status) WHERE status IN ('next', 'current');

-- `home` is the shard that holds this person's sessions, consents and grants; set at the first sign-in.
CREATE TABLE users (
  sub TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  login TEXT NOT NULL UNIQUE,
  email_login TEXT UNIQUE,
  password_hash TEXT,
  user_type TEXT NOT NULL CHECK (user_type IN ('employee', 'customer', 'partner', 'admin')),
  roles TEXT NOT NULL DEFAULT '[]',
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
  claims TEXT NOT NULL DEFAULT '{}',
  home TEXT,
  not_before INTEGER NOT NULL DEFAULT 0, -- NumericDate: sessions and grants from before it are dead
  created_at INTEGER NOT NULL
) WITHOUT ROWID;

-- A user name is never somebody else's email address: both are typed into the same field.
CREATE TRIGGER users_login_inserted BEFORE INSERT ON users
WHEN EXISTS (SELECT 1 FROM users WHERE sub <> NEW.sub AND (login = NEW.email_login OR email_login = NEW.login))
BEGIN
  SELECT RAISE (ABORT, 'this user name or email address is already somebody''s login');
END;
CREATE TRIGGER users_login_updated BEFORE UPDATE OF login, email_login ON users
WHEN EXISTS (SELECT 1 FROM users WHERE sub <> NEW.sub AND (login = NEW.email_login OR email_login = NEW.login))
BEGIN
  SELECT RAISE (ABORT, 'this user name or email address is already somebody''s login');
END;

-- People whose shard has an older copy: written in the same transaction as the change, emptied by cron.
CREATE TABLE users_outbox (
  sub TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  home TEXT NOT NULL
) WITHOUT ROWID;
-- Also where the home was just chosen: a change may have come between reading the record and choosing it.
CREATE TRIGGER users_changed AFTER UPDATE ON users
WHEN NEW.home IS NOT NULL AND (NEW.version > OLD.version OR OLD.home IS NULL)
BEGIN
  INSERT INTO users_outbox (sub, version, home) VALUES (NEW.sub, NEW.version, NEW.home)
  ON CONFLICT (sub) DO UPDATE SET version = NEW.version;
END;
CREATE TRIGGER users_deleted AFTER DELETE ON users WHEN OLD.home IS NOT NULL
BEGIN
  INSERT INTO users_outbox (sub, version, home) VALUES (OLD.sub, OLD.version + 1, OLD.home)
  ON CONFLICT (sub) DO UPDATE SET version = OLD.version + 1;
END;
