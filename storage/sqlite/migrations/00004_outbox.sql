-- What carriers report of messages, and what was given up.

ALTER TABLE {p}messages ADD COLUMN reference TEXT NOT NULL DEFAULT '';
ALTER TABLE {p}messages ADD COLUMN confirmed INTEGER;

CREATE INDEX {p}messages_dead      ON {p}messages (num) WHERE state = 'dead';
CREATE INDEX {p}messages_reference ON {p}messages (reference, num) WHERE reference <> '';
