-- What makes a submission cheap to write.

SET LOCAL statement_timeout = 0;

-- The cases of an agency are found by case_visible, which holds them among those
-- where it cooperates.
DROP INDEX {p}cases_agency;
