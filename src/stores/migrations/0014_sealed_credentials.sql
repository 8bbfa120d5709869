-- Which keys of one-time codes are sealed under which secret: cron finds those of a former one without reading all.
CREATE INDEX credentials_by_seal ON credentials (json_extract(record, '$.sealed_by'), id) WHERE kind = 'totp';
