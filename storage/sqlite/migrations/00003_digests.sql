-- A digest a day over all events, chained.

CREATE TABLE {p}digests (
  number  INTEGER PRIMARY KEY,
  day     TEXT    NOT NULL,
  at      INTEGER NOT NULL,
  events  INTEGER NOT NULL,
  cases   INTEGER NOT NULL,
  content BLOB    NOT NULL,
  prev    BLOB    NOT NULL,
  hash    BLOB    NOT NULL,
  cursor  TEXT    NOT NULL
) STRICT;

CREATE TRIGGER {p}digests_unchanged BEFORE UPDATE ON {p}digests
BEGIN SELECT RAISE(ABORT, 'digests are only ever added'); END;

CREATE TRIGGER {p}digests_stay BEFORE DELETE ON {p}digests
BEGIN SELECT RAISE(ABORT, 'digests are only ever added'); END;

-- INSERT OR REPLACE removes the row in its way without firing the trigger.
CREATE TRIGGER {p}digests_not_replaced BEFORE INSERT ON {p}digests
WHEN EXISTS (SELECT 1 FROM {p}digests WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'digests are only ever added'); END;
