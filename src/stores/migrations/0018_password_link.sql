-- The one link for a new password that is good: who is sent another one can use the former no more.
ALTER TABLE users ADD COLUMN password_link TEXT;
