-- Requests to the management API that came with an Idempotency-Key. `answer` is sealed: it may hold a secret that is
-- told once.
CREATE TABLE idempotency (
  key TEXT PRIMARY KEY, -- SHA-256 of who asked and the key they sent
  request TEXT NOT NULL, -- SHA-256 of what they asked
  claim TEXT NOT NULL, -- of the try that carries it out
  state TEXT NOT NULL CHECK (state IN ('begun', 'done')),
  answer TEXT,
  claimed_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX idempotency_expiry ON idempotency (expires_at);
