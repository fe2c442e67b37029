// Command deadline watches every running deadline and delivers what the desk
// has to say: it warns offices as their time runs out, records breaches, takes
// late cases up the ladder, closes cases whose petitioner's time has passed,
// and hands out the messages of the outbox.
//
//	deadline --db sqlite:samad.db                 # watch, a round every 30 s
//	deadline --db sqlite:samad.db --once          # one round, for cron
//	deadline --db copy.db --at 2026-03-01T00:00:00Z --until 2027-03-01T00:00:00Z
//
// Any number of checkers may run on one database, be killed, or not run for a
// while: what is due is claimed with a lease, done together with its event,
// and so happens once in effect. Messages are delivered at least once, with an
// id by which doubles can be told.
//
// # Rehearsal
//
// With --at the clock stands at the given instant, and one round is done. With
// --until besides it steps from one due instant to the next, so that a year
// takes seconds. Events are then recorded at simulated times: use a copy of the
// database.
//
// # Messages
//
// With --outbox messages are appended to a file as JSON lines (id, case, kind,
// audience, carrier, lang, to, office, role, text). It holds personal data and
// is made readable by its owner only. Without it messages count as delivered
// once they are told on standard output, by number and kind, without addresses
// and texts: good for a trial, of no use to a petitioner.
//
// # Output
//
// One line for each round in which something was done, and a summary at the
// end; with --json one object a line: round (at, at_persian, claimed, warned,
// breached, escalated, skipped, lapsed, wiped, delivered, retried, dead,
// overtaken, messages by kind, errors) and summary (the same, added up, with rounds and
// took_ms). Exit codes: 0 good, also when told to stop; 1 some work failed; 2
// wrong usage or an unusable database, pack or key.
package main
