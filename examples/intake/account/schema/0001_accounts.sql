-- Accounts, sessions and failed sign-ins of the reference service.
-- Instants are UTC microseconds since 1970.

CREATE TABLE intake_accounts (
  id       TEXT    NOT NULL PRIMARY KEY,
  username TEXT    NOT NULL UNIQUE,
  role     TEXT    NOT NULL,
  agency   TEXT    NOT NULL,
  place    TEXT    NOT NULL,
  unit     TEXT    NOT NULL,
  post_fa  TEXT    NOT NULL,
  post_en  TEXT    NOT NULL,
  password TEXT    NOT NULL,
  first    INTEGER NOT NULL CHECK (first IN (0, 1)),
  disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
  created  INTEGER NOT NULL,
  changed  INTEGER NOT NULL
) STRICT;

CREATE INDEX intake_accounts_agency ON intake_accounts (agency, role);

-- token is the SHA-256 of what the holder has.
CREATE TABLE intake_sessions (
  token   BLOB    NOT NULL PRIMARY KEY,
  account TEXT    NOT NULL,
  door    TEXT    NOT NULL CHECK (door IN ('api', 'page')),
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL
) STRICT;

CREATE INDEX intake_sessions_account ON intake_sessions (account);
CREATE INDEX intake_sessions_expires ON intake_sessions (expires);

-- name is the SHA-256 of the user name that was tried, which may be anything
-- that somebody typed into the wrong field.
CREATE TABLE intake_failures (
  name         BLOB    NOT NULL PRIMARY KEY,
  failures     INTEGER NOT NULL,
  locked_until INTEGER NOT NULL,
  last         INTEGER NOT NULL
) STRICT;

CREATE INDEX intake_failures_last ON intake_failures (last);

-- Facts about this installation, such as the mark of its key file.
CREATE TABLE intake_facts (
  name  TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) STRICT;
