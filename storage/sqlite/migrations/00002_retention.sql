-- What retention and looking ahead ask for.

ALTER TABLE {p}cases ADD COLUMN erased INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1));
UPDATE {p}cases SET erased = 1 WHERE coalesce(json_extract(doc, '$.erased'), 0) = 1;

-- The ended cases that hold personal data, in the order in which their time
-- runs out.
CREATE INDEX {p}cases_kept ON {p}cases (ended, id) WHERE ended IS NOT NULL AND erased = 0;

CREATE INDEX {p}messages_try ON {p}messages (not_before) WHERE state = 'pending';
CREATE INDEX {p}idempotency_case ON {p}idempotency (case_id) WHERE sealed IS NOT NULL;
CREATE INDEX {p}calls_personal ON {p}calls (started, id)
  WHERE wrapped_key IS NOT NULL OR caller IS NOT NULL OR note IS NOT NULL OR caller_hash IS NOT NULL;
