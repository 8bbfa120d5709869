-- A row for each time that set-up was done: `token` is the SHA-256 of the SETUP_TOKEN that it used up. Rows stay, so that
-- set-up is closed for good, whoever is deleted later; a token without a row opens it once more.
CREATE TABLE set_up (
  token TEXT PRIMARY KEY,
  sub TEXT, -- the operator it made
  done_at INTEGER NOT NULL
) WITHOUT ROWID;
-- A server that was in use before there was a set-up.
INSERT INTO set_up (token, done_at)
SELECT 'before', unixepoch() * 1000 WHERE EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM clients);
