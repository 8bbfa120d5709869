-- Invitations to make an account. Once used they stay: who came by which.
CREATE TABLE sign_up_invitations (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL,
  user_type TEXT NOT NULL,
  roles TEXT NOT NULL, -- JSON
  mailed INTEGER NOT NULL, -- whether only the mailbox has the link
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  uses_left INTEGER NOT NULL DEFAULT 1 CHECK (uses_left >= 0),
  used_by TEXT,
  used_at INTEGER
) WITHOUT ROWID;
CREATE INDEX sign_up_invitations_by_time ON sign_up_invitations (created_at, id);
