-- Campaigns of publicity and how often each led somebody here. Nothing in it
-- tells of a person or a case: a day of the Persian calendar and a number.
-- closed is 0 for never.

CREATE TABLE intake_campaigns (
  tag     TEXT    NOT NULL PRIMARY KEY,
  title   TEXT    NOT NULL,
  created INTEGER NOT NULL,
  closed  INTEGER NOT NULL
) STRICT;

CREATE TABLE intake_campaign_counts (
  tag  TEXT    NOT NULL,
  day  TEXT    NOT NULL,
  what TEXT    NOT NULL,
  n    INTEGER NOT NULL,
  PRIMARY KEY (tag, day, what)
) STRICT;
