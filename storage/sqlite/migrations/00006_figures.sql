-- What figures are computed of (samad/figures): facts of the episodes of cases,
-- and cells that add them up by month. Days are those of persian.Date.Days.

CREATE TABLE {p}figures_position (
  only     INTEGER PRIMARY KEY CHECK (only = 1),
  position TEXT    NOT NULL -- in the feed of events
) STRICT;

INSERT INTO {p}figures_position (only, position) VALUES (1, '');

CREATE TABLE {p}facts (
  case_id   TEXT    NOT NULL REFERENCES {p}cases (id),
  episode   INTEGER NOT NULL,
  province  TEXT    NOT NULL,
  county    TEXT    NOT NULL,
  agency    TEXT    NOT NULL,
  first_day INTEGER NOT NULL,
  last_day  INTEGER NOT NULL,
  ended_day INTEGER, -- NULL while open
  doc       TEXT    NOT NULL,
  PRIMARY KEY (case_id, episode)
) STRICT, WITHOUT ROWID;

CREATE INDEX {p}facts_agency ON {p}facts (agency, last_day);
CREATE INDEX {p}facts_days   ON {p}facts (last_day, first_day);
CREATE INDEX {p}facts_open   ON {p}facts (province) WHERE ended_day IS NULL;

CREATE TABLE {p}figure_cells (
  key  TEXT PRIMARY KEY,
  data TEXT NOT NULL
) STRICT, WITHOUT ROWID;
