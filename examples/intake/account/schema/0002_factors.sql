-- Second factors, keys of other systems, and who somebody is at an OpenID
-- Connect provider. Instants are UTC microseconds since 1970.

ALTER TABLE intake_sessions ADD COLUMN factor INTEGER NOT NULL DEFAULT 0;

-- secret is sealed under the wrapped key. last_step is the time step of the
-- last code that was taken: each is taken once.
CREATE TABLE intake_factors (
  account   TEXT    NOT NULL PRIMARY KEY,
  wrapped   BLOB    NOT NULL,
  secret    BLOB    NOT NULL,
  confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
  last_step INTEGER NOT NULL,
  created   INTEGER NOT NULL
) STRICT;

-- code is a keyed hash; a code that was used is deleted.
CREATE TABLE intake_recovery (
  account TEXT NOT NULL,
  code    BLOB NOT NULL,
  PRIMARY KEY (account, code)
) STRICT;

-- hash is the SHA-256 of what the holder has. revoked and used are 0 for never.
CREATE TABLE intake_keys (
  id      TEXT    NOT NULL PRIMARY KEY,
  hash    BLOB    NOT NULL UNIQUE,
  name    TEXT    NOT NULL,
  role    TEXT    NOT NULL,
  agency  TEXT    NOT NULL,
  place   TEXT    NOT NULL,
  maker   TEXT    NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  revoked INTEGER NOT NULL,
  used    INTEGER NOT NULL
) STRICT;

CREATE TABLE intake_subjects (
  issuer  TEXT    NOT NULL,
  subject TEXT    NOT NULL,
  account TEXT    NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (issuer, subject)
) STRICT;

CREATE UNIQUE INDEX intake_subjects_account ON intake_subjects (issuer, account);
