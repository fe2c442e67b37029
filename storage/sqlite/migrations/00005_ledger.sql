-- Records of the rooms beside the desk (samad/ledger), with their histories.
-- Instants are microseconds since 1970-01-01 UTC; an absent one is NULL.

CREATE TABLE {p}records (
  num         INTEGER PRIMARY KEY,
  kind        TEXT    NOT NULL,
  id          TEXT    NOT NULL,
  revision    INTEGER NOT NULL CHECK (revision > 0),
  head        BLOB    NOT NULL,
  created     INTEGER NOT NULL,
  updated     INTEGER NOT NULL,
  state       TEXT    NOT NULL,
  agency      TEXT    NOT NULL,
  place       TEXT    NOT NULL,
  at          INTEGER,
  next_due    INTEGER,
  lease_until INTEGER,
  lease_owner TEXT,
  keys        TEXT    NOT NULL, -- the free keys, as JSON
  doc         TEXT    NOT NULL, -- what the events fold to, as the room's JSON
  UNIQUE (kind, id)
) STRICT;

CREATE INDEX {p}records_created  ON {p}records (kind, created, id);
CREATE INDEX {p}records_state    ON {p}records (kind, state, created, id);
CREATE INDEX {p}records_agency   ON {p}records (kind, agency, created, id);
CREATE INDEX {p}records_at       ON {p}records (kind, at) WHERE at IS NOT NULL;
CREATE INDEX {p}records_next_due ON {p}records (kind, next_due, id) WHERE next_due IS NOT NULL;

CREATE TRIGGER {p}records_stay BEFORE DELETE ON {p}records
BEGIN SELECT RAISE(ABORT, 'records are never deleted'); END;

-- By what else records are found.
CREATE TABLE {p}record_keys (
  kind  TEXT NOT NULL,
  name  TEXT NOT NULL,
  value TEXT NOT NULL,
  id    TEXT NOT NULL,
  PRIMARY KEY (kind, name, value, id),
  FOREIGN KEY (kind, id) REFERENCES {p}records (kind, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX {p}record_keys_record ON {p}record_keys (kind, id);

-- The histories. pos is the order of commit.
CREATE TABLE {p}record_events (
  pos       INTEGER PRIMARY KEY,
  kind      TEXT    NOT NULL,
  record_id TEXT    NOT NULL,
  seq       INTEGER NOT NULL,
  id        TEXT    NOT NULL,
  at        INTEGER NOT NULL,
  actor     TEXT    NOT NULL,
  type      TEXT    NOT NULL,
  data      TEXT    NOT NULL,
  prev_hash BLOB    NOT NULL,
  hash      BLOB    NOT NULL,
  UNIQUE (kind, record_id, seq),
  FOREIGN KEY (kind, record_id) REFERENCES {p}records (kind, id)
) STRICT;

CREATE TRIGGER {p}record_events_unchanged BEFORE UPDATE ON {p}record_events
BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;

CREATE TRIGGER {p}record_events_stay BEFORE DELETE ON {p}record_events
BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;

CREATE TRIGGER {p}record_events_not_replaced BEFORE INSERT ON {p}record_events
WHEN EXISTS (SELECT 1 FROM {p}record_events WHERE kind = NEW.kind AND record_id = NEW.record_id AND seq = NEW.seq)
  OR EXISTS (SELECT 1 FROM {p}record_events WHERE pos = NEW.pos)
BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;

-- A message may now come from a record, and go to an office without a case.
CREATE TABLE {p}messages_anew (
  num         INTEGER PRIMARY KEY,
  id          TEXT    NOT NULL UNIQUE,
  case_id     TEXT    REFERENCES {p}cases (id),
  record      TEXT,
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
  lease_owner TEXT,
  reference   TEXT    NOT NULL,
  confirmed   INTEGER
) STRICT;

INSERT INTO {p}messages_anew (num, id, case_id, recipient, seq, kind, audience, carrier, lang, office, role,
  sealed, wipe, state, created, attempts, not_before, settled, fault, lease_until, lease_owner, reference, confirmed)
SELECT num, id, case_id, recipient, seq, kind, audience, carrier, lang, office, role,
  sealed, wipe, state, created, attempts, not_before, settled, fault, lease_until, lease_owner, reference, confirmed
FROM {p}messages;

DROP TABLE {p}messages;
ALTER TABLE {p}messages_anew RENAME TO {p}messages;

CREATE INDEX {p}messages_case      ON {p}messages (case_id, num) WHERE case_id IS NOT NULL;
CREATE INDEX {p}messages_record    ON {p}messages (record, num) WHERE record IS NOT NULL;
CREATE INDEX {p}messages_recipient ON {p}messages (recipient, num) WHERE state = 'pending';
CREATE INDEX {p}messages_pending   ON {p}messages (num) WHERE state = 'pending';
CREATE INDEX {p}messages_try       ON {p}messages (not_before) WHERE state = 'pending';
CREATE INDEX {p}messages_dead      ON {p}messages (num) WHERE state = 'dead';
CREATE INDEX {p}messages_reference ON {p}messages (reference, num) WHERE reference <> '';
