-- What waits for a petitioner is looked up by the case, for which there is an
-- index already; this one is left for what waits for offices, so that a
-- submission does not write it.
DROP INDEX {p}messages_recipient;
CREATE INDEX {p}messages_recipient ON {p}messages (recipient, num) WHERE state = 'pending' AND audience = 'office';
