-- What figures are computed of (samad/figures): facts of the episodes of cases,
-- and cells that add them up by month. Days are those of persian.Date.Days.

SET LOCAL statement_timeout = 0;

CREATE TABLE {p}figures_position (
  "only"   smallint PRIMARY KEY CHECK ("only" = 1),
  position text COLLATE "C" NOT NULL -- in the feed of events
);

INSERT INTO {p}figures_position ("only", position) VALUES (1, '');

CREATE TABLE {p}facts (
  case_id   text COLLATE "C" NOT NULL REFERENCES {p}cases (id),
  episode   integer NOT NULL,
  province  text COLLATE "C" NOT NULL,
  county    text COLLATE "C" NOT NULL,
  agency    text COLLATE "C" NOT NULL,
  first_day integer NOT NULL,
  last_day  integer NOT NULL,
  ended_day integer, -- NULL while open
  doc       text    NOT NULL,
  PRIMARY KEY (case_id, episode)
);

CREATE INDEX {i}facts_agency ON {p}facts (agency, last_day);
CREATE INDEX {i}facts_days   ON {p}facts (last_day, first_day);
CREATE INDEX {i}facts_open   ON {p}facts (province) WHERE ended_day IS NULL;

CREATE TABLE {p}figure_cells (
  key  text COLLATE "C" PRIMARY KEY,
  data text NOT NULL
);
