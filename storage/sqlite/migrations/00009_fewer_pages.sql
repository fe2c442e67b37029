-- What makes a submission change fewer pages, each of which is written to the
-- log when it is committed.

-- The key, PIN and look-ups of a case lie in its row.
ALTER TABLE {p}cases ADD COLUMN wrapped_key BLOB;
ALTER TABLE {p}cases ADD COLUMN pin BLOB;
ALTER TABLE {p}cases ADD COLUMN lookups TEXT; -- as JSON, NULL while the case has no secrets
UPDATE {p}cases SET (wrapped_key, pin, lookups) = (SELECT s.wrapped_key, s.pin, s.lookups
  FROM {p}case_secrets AS s WHERE s.case_id = {p}cases.id);
DROP TABLE {p}case_secrets;

-- Who may see a case is only asked by agency; the agencies of a case are in its
-- doc.
CREATE TABLE {p}case_visible_anew (
  agency  TEXT    NOT NULL,
  created INTEGER NOT NULL,
  case_id TEXT    NOT NULL,
  PRIMARY KEY (agency, created, case_id)
) STRICT, WITHOUT ROWID;
INSERT INTO {p}case_visible_anew (agency, created, case_id) SELECT agency, created, case_id FROM {p}case_visible;
DROP TABLE {p}case_visible;
ALTER TABLE {p}case_visible_anew RENAME TO {p}case_visible;

-- The words of new cases wait in their rows to be brought into the index of
-- words: those of cases that come after upto. What is added to the words of
-- other cases waits in new_words, as before.
UPDATE {p}search SET words = words || ' ' || (SELECT w.words FROM {p}new_words AS w WHERE w.num = {p}search.rowid)
  WHERE rowid IN (SELECT num FROM {p}new_words WHERE known = 1);
INSERT INTO {p}search (rowid, words) SELECT num, words FROM {p}new_words AS w WHERE known = 0
  OR NOT EXISTS (SELECT 1 FROM {p}search AS s WHERE s.rowid = w.num) ORDER BY num;
DROP TABLE {p}new_words;
CREATE TABLE {p}new_words (
  num   INTEGER PRIMARY KEY,
  words TEXT NOT NULL
) STRICT;
ALTER TABLE {p}cases ADD COLUMN words TEXT;
CREATE TABLE {p}words_indexed (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  upto INTEGER NOT NULL
) STRICT;
INSERT INTO {p}words_indexed (only, upto) SELECT 1, coalesce(max(num), 0) FROM {p}cases;
