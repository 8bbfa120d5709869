-- APIs whose owners let every developer ask for them.
ALTER TABLE resources ADD COLUMN open_to_developers INTEGER GENERATED ALWAYS AS (json_extract(record, '$.open_to_developers')) VIRTUAL;
CREATE INDEX resources_open ON resources (name_key, id) WHERE open_to_developers = 1 AND name_key IS NOT NULL;
