-- Operators are few among many people: they are found without reading all of them.
CREATE INDEX users_operators ON users (sub) WHERE instr(roles, '"admin"') > 0;
