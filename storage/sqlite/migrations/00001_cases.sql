-- Cases, their history and everything that belongs to them.
-- Instants are microseconds since 1970-01-01 UTC; an absent one is NULL.
-- {p} is the prefix of the tables' names.

CREATE TABLE {p}cases (
  num         INTEGER PRIMARY KEY,
  id          TEXT    NOT NULL UNIQUE,
  code        TEXT    NOT NULL UNIQUE,
  revision    INTEGER NOT NULL CHECK (revision > 0),
  head        BLOB    NOT NULL,
  state       TEXT    NOT NULL,
  kind        TEXT    NOT NULL,
  channel     TEXT    NOT NULL,
  topic       TEXT    NOT NULL,
  place       TEXT    NOT NULL,
  province    TEXT    NOT NULL,
  centre      TEXT    NOT NULL,
  agency      TEXT    NOT NULL,
  expert      TEXT    NOT NULL,
  created     INTEGER NOT NULL,
  updated     INTEGER NOT NULL,
  ended       INTEGER,
  due         INTEGER,
  next_due    INTEGER,
  lease_until INTEGER,
  lease_owner TEXT,
  doc         TEXT    NOT NULL
) STRICT;

CREATE INDEX {p}cases_created  ON {p}cases (created, id);
CREATE INDEX {p}cases_due      ON {p}cases (coalesce(due, 9223372036854775807), id);
CREATE INDEX {p}cases_next_due ON {p}cases (next_due, id) WHERE next_due IS NOT NULL;
CREATE INDEX {p}cases_state    ON {p}cases (state, created, id);
CREATE INDEX {p}cases_centre   ON {p}cases (centre, created, id);
CREATE INDEX {p}cases_agency   ON {p}cases (agency, created, id);
CREATE INDEX {p}cases_expert   ON {p}cases (expert, created, id) WHERE expert <> '';

CREATE TRIGGER {p}cases_stay BEFORE DELETE ON {p}cases
BEGIN SELECT RAISE(ABORT, 'cases are never deleted'); END;

-- Which agencies may see a case at all: the responsible and cooperating ones.
CREATE TABLE {p}case_visible (
  case_id TEXT    NOT NULL REFERENCES {p}cases (id),
  agency  TEXT    NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (case_id, agency)
) STRICT, WITHOUT ROWID;

CREATE INDEX {p}case_visible_agency ON {p}case_visible (agency, created, case_id);

-- The history. pos is the order of commit, which the feed follows.
CREATE TABLE {p}events (
  pos       INTEGER PRIMARY KEY,
  case_id   TEXT    NOT NULL REFERENCES {p}cases (id),
  seq       INTEGER NOT NULL,
  id        TEXT    NOT NULL,
  at        INTEGER NOT NULL,
  actor     TEXT    NOT NULL,
  type      TEXT    NOT NULL,
  data      TEXT    NOT NULL,
  prev_hash BLOB    NOT NULL,
  hash      BLOB    NOT NULL,
  UNIQUE (case_id, seq)
) STRICT;

CREATE TRIGGER {p}events_unchanged BEFORE UPDATE ON {p}events
BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;

CREATE TRIGGER {p}events_stay BEFORE DELETE ON {p}events
BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;

-- INSERT OR REPLACE removes the row in its way without firing the trigger
-- above; this one stops it before.
CREATE TRIGGER {p}events_not_replaced BEFORE INSERT ON {p}events
WHEN EXISTS (SELECT 1 FROM {p}events WHERE case_id = NEW.case_id AND seq = NEW.seq)
  OR EXISTS (SELECT 1 FROM {p}events WHERE pos = NEW.pos)
BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;

-- What can be erased. The events hold only commitments to it.
CREATE TABLE {p}case_values (
  case_id TEXT    NOT NULL REFERENCES {p}cases (id),
  seq     INTEGER NOT NULL,
  name    TEXT    NOT NULL,
  salt    BLOB,
  data    BLOB,
  sealed  INTEGER NOT NULL CHECK (sealed IN (0, 1)),
  PRIMARY KEY (case_id, seq, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE {p}case_secrets (
  case_id     TEXT NOT NULL PRIMARY KEY REFERENCES {p}cases (id),
  wrapped_key BLOB,
  pin         BLOB,
  lookups     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE {p}lookups (
  kind    TEXT NOT NULL,
  hash    BLOB NOT NULL,
  case_id TEXT NOT NULL REFERENCES {p}cases (id),
  PRIMARY KEY (kind, hash, case_id)
) STRICT, WITHOUT ROWID;

-- The outbox. num is the order of making.
CREATE TABLE {p}messages (
  num         INTEGER PRIMARY KEY,
  id          TEXT    NOT NULL UNIQUE,
  case_id     TEXT    NOT NULL REFERENCES {p}cases (id),
  recipient   TEXT    NOT NULL,
  seq         INTEGER NOT NULL,
  kind        TEXT    NOT NULL,
  audience    TEXT    NOT NULL,
  carrier     TEXT    NOT NULL,
  lang        TEXT    NOT NULL,
  office      TEXT    NOT NULL,
  role        TEXT    NOT NULL,
  sealed      BLOB,
  wipe        INTEGER NOT NULL CHECK (wipe IN (0, 1)),
  state       TEXT    NOT NULL,
  created     INTEGER NOT NULL,
  attempts    INTEGER NOT NULL,
  not_before  INTEGER,
  settled     INTEGER,
  fault       TEXT    NOT NULL,
  lease_until INTEGER,
  lease_owner TEXT
) STRICT;

CREATE INDEX {p}messages_case      ON {p}messages (case_id, num);
CREATE INDEX {p}messages_recipient ON {p}messages (recipient, num) WHERE state = 'pending';
CREATE INDEX {p}messages_pending   ON {p}messages (num) WHERE state = 'pending';

CREATE TABLE {p}idempotency (
  key     TEXT    NOT NULL PRIMARY KEY,
  digest  BLOB,
  case_id TEXT    NOT NULL REFERENCES {p}cases (id),
  sealed  BLOB,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX {p}idempotency_expires ON {p}idempotency (expires) WHERE sealed IS NOT NULL;

CREATE TABLE {p}calls (
  id          TEXT    NOT NULL PRIMARY KEY,
  wrapped_key BLOB,
  caller      BLOB,
  note        BLOB,
  caller_hash BLOB,
  operator    TEXT    NOT NULL,
  stamp       TEXT    NOT NULL,
  centre      TEXT    NOT NULL,
  started     INTEGER NOT NULL,
  ended       INTEGER NOT NULL,
  outcome     TEXT    NOT NULL,
  cases       TEXT    NOT NULL
) STRICT;

CREATE INDEX {p}calls_started ON {p}calls (started, id);
CREATE INDEX {p}calls_caller  ON {p}calls (caller_hash, started) WHERE caller_hash IS NOT NULL;

CREATE TABLE {p}call_cases (
  case_id TEXT NOT NULL REFERENCES {p}cases (id),
  call_id TEXT NOT NULL REFERENCES {p}calls (id),
  PRIMARY KEY (case_id, call_id)
) STRICT, WITHOUT ROWID;

-- The words of a case, folded by the Desk; rowid is the case's num. All but
-- blanks are letters of a word here, because folding has parted words already.
-- secure-delete: an erased word leaves the index at once, not when it is merged.
CREATE VIRTUAL TABLE {p}search USING fts5 (
  words,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'",
  detail = none,
  columnsize = 0
);
INSERT INTO {p}search ({p}search, rank) VALUES ('secure-delete', 1);
