// Package sqlstore keeps cases in an SQL database through bun. It is what
// storage/sqlite and storage/postgres share: the statements, the mapping of
// rows, the meaning of errors. A program opens one of those; this package is
// for whoever adapts another database.
//
// A backend gives a [Backend], through which reads and writes go, and a
// [Dialect], which tells apart its errors and has its full-text search.
//
// # Rows
//
// A case is one row of "cases": what lists and counts ask for stands in
// columns, and the case itself in doc as JSON, exactly as [samad.Case] writes
// it. Its history is in "events", to which triggers allow only additions;
// erasable values are in "case_values". The case's key, PIN and look-ups are
// in its row, the look-ups once more in "lookups", to be found by. Instants are
// integers, microseconds since 1970-01-01 UTC: no driver and no time zone can
// alter them. An absent instant is NULL.
package sqlstore
