-- Records of which KV may have an older copy: they are copied before those that are only new.
CREATE INDEX clients_outdated ON clients (id) WHERE copied_version < version AND (record IS NULL OR copied_version > 0);
CREATE INDEX resources_outdated ON resources (id) WHERE copied_version < version AND (record IS NULL OR copied_version > 0);
