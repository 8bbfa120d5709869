-- Secrets that this server computes with and that must outlive a change of the sealing secret: sealed to their row.
CREATE TABLE server_secrets (
  name TEXT PRIMARY KEY,
  sealed TEXT NOT NULL
) WITHOUT ROWID;

-- APIs that clients which registered themselves may ask for.
ALTER TABLE resources ADD COLUMN open_to_registered_clients INTEGER
  GENERATED ALWAYS AS (json_extract(record, '$.open_to_registered_clients')) VIRTUAL;
CREATE INDEX resources_open_to_registered_clients ON resources (id) WHERE open_to_registered_clients = 1;
