-- A search among people of a type or status: by email address and by name, as users_by_type and its like do by login.
-- Without these SQLite takes those for their `=`, and reads everybody of the type.
CREATE INDEX users_by_type_email ON users (user_type, email_login) WHERE email_login IS NOT NULL;
CREATE INDEX users_by_status_email ON users (status, email_login) WHERE email_login IS NOT NULL;
CREATE INDEX users_by_both_email ON users (user_type, status, email_login) WHERE email_login IS NOT NULL;
CREATE INDEX users_by_type_name ON users (user_type, name_key, sub) WHERE name_key IS NOT NULL;
CREATE INDEX users_by_status_name ON users (status, name_key, sub) WHERE name_key IS NOT NULL;
CREATE INDEX users_by_both_name ON users (user_type, status, name_key, sub) WHERE name_key IS NOT NULL;
-- The same for clients, by identifier.
CREATE INDEX clients_by_status_id ON clients (status, id) WHERE name_key IS NOT NULL;
