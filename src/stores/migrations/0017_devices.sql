-- Since when browsers that somebody signed in with are known again, in milliseconds: a change of the password and signing
-- out everywhere move it.
ALTER TABLE users ADD COLUMN devices_from INTEGER NOT NULL DEFAULT 0;
