-- What is to be handed out is found by its recipient where that is an office,
-- and by the order of making where it is a case.
SET LOCAL statement_timeout = 0;

DROP INDEX {p}messages_pending;
CREATE INDEX {i}messages_pending ON {p}messages (num) WHERE state = 'pending' AND audience <> 'office';
