-- The key, PIN and look-ups of a case lie in its row: a table fewer to write.

SET LOCAL statement_timeout = 0;

ALTER TABLE {p}cases
  ADD COLUMN wrapped_key bytea,
  ADD COLUMN pin         bytea,
  ADD COLUMN lookups     text; -- as JSON, NULL while the case has no secrets
UPDATE {p}cases AS c SET wrapped_key = s.wrapped_key, pin = s.pin, lookups = s.lookups
  FROM {p}case_secrets AS s WHERE s.case_id = c.id;
DROP TABLE {p}case_secrets;
