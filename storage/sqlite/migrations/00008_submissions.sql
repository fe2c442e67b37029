-- What makes a submission cheap to write.

-- Words that wait to be brought into the index of words together with others:
-- one at a time costs ten times as much. known says that the case may have some
-- in the index already.
CREATE TABLE {p}new_words (
  num   INTEGER PRIMARY KEY REFERENCES {p}cases (num),
  known INTEGER NOT NULL CHECK (known IN (0, 1)),
  words TEXT    NOT NULL
) STRICT;

-- The cases of an agency are found by case_visible, which holds them among those
-- where it cooperates.
DROP INDEX {p}cases_agency;

-- Rows that are only ever written together with their case need not look it up
-- each time.
CREATE TABLE {p}case_visible_anew (
  case_id TEXT    NOT NULL,
  agency  TEXT    NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (case_id, agency)
) STRICT, WITHOUT ROWID;
INSERT INTO {p}case_visible_anew (case_id, agency, created) SELECT case_id, agency, created FROM {p}case_visible;
DROP TABLE {p}case_visible;
ALTER TABLE {p}case_visible_anew RENAME TO {p}case_visible;
CREATE INDEX {p}case_visible_agency ON {p}case_visible (agency, created, case_id);

CREATE TABLE {p}case_values_anew (
  case_id TEXT    NOT NULL,
  seq     INTEGER NOT NULL,
  name    TEXT    NOT NULL,
  salt    BLOB,
  data    BLOB,
  sealed  INTEGER NOT NULL CHECK (sealed IN (0, 1)),
  PRIMARY KEY (case_id, seq, name)
) STRICT, WITHOUT ROWID;
INSERT INTO {p}case_values_anew (case_id, seq, name, salt, data, sealed)
SELECT case_id, seq, name, salt, data, sealed FROM {p}case_values;
DROP TABLE {p}case_values;
ALTER TABLE {p}case_values_anew RENAME TO {p}case_values;

CREATE TABLE {p}case_secrets_anew (
  case_id     TEXT NOT NULL PRIMARY KEY,
  wrapped_key BLOB,
  pin         BLOB,
  lookups     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO {p}case_secrets_anew (case_id, wrapped_key, pin, lookups)
SELECT case_id, wrapped_key, pin, lookups FROM {p}case_secrets;
DROP TABLE {p}case_secrets;
ALTER TABLE {p}case_secrets_anew RENAME TO {p}case_secrets;

CREATE TABLE {p}lookups_anew (
  kind    TEXT NOT NULL,
  hash    BLOB NOT NULL,
  case_id TEXT NOT NULL,
  PRIMARY KEY (kind, hash, case_id)
) STRICT, WITHOUT ROWID;
INSERT INTO {p}lookups_anew (kind, hash, case_id) SELECT kind, hash, case_id FROM {p}lookups;
DROP TABLE {p}lookups;
ALTER TABLE {p}lookups_anew RENAME TO {p}lookups;
