-- What people of the desk arrange for themselves and each other: lists that
-- they come back to, and who is to be on when. Instants are UTC microseconds
-- since 1970.

-- query is that of the list's address.
CREATE TABLE intake_filters (
  account TEXT    NOT NULL,
  name    TEXT    NOT NULL,
  query   TEXT    NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (account, name)
) STRICT;

-- planner is the account that planned it.
CREATE TABLE intake_roster (
  account TEXT    NOT NULL,
  begins  INTEGER NOT NULL,
  ends    INTEGER NOT NULL CHECK (ends > begins),
  agency  TEXT    NOT NULL,
  planner TEXT    NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (account, begins)
) STRICT;

CREATE INDEX intake_roster_agency ON intake_roster (agency, begins);
