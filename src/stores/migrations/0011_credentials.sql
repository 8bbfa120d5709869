-- What people prove themselves with besides a password. `id` is unique within its kind: of a passkey its credential id, of
-- a recovery code its hash, of an account elsewhere `<provider or directory> <their id there>`.
CREATE TABLE credentials (
  kind TEXT NOT NULL CHECK (kind IN ('passkey', 'totp', 'recovery_code', 'provider', 'directory')),
  id TEXT NOT NULL,
  sub TEXT NOT NULL,
  record TEXT NOT NULL, -- JSON; what the server must compute with is sealed to the row
  mark INTEGER NOT NULL DEFAULT 0, -- only ever grows: a signature counter, the time step of the last code
  created_at INTEGER NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE INDEX credentials_by_sub ON credentials (sub, kind, id);
CREATE TRIGGER credentials_of_deleted AFTER DELETE ON users
BEGIN
  DELETE FROM credentials WHERE sub = OLD.sub;
END;
