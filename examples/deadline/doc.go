// Command deadline watches every running deadline and delivers what the desk
// has to say: it warns offices as their time runs out, records breaches, takes
// late cases up the ladder, closes cases whose petitioner's time has passed,
// tells agencies each working morning what lies before them, and hands out the
// messages of the outbox.
//
//	deadline --db sqlite:samad.db --courier courier.yaml --public-url https://samad.example.ir --listen 127.0.0.1:9111
//	deadline --db sqlite:samad.db --once          # one round, for cron
//	deadline --db sqlite:samad.db --dry-run       # what a round would do
//	deadline --db copy.db --at 2026-03-01T00:00:00Z --until 2027-03-01T00:00:00Z
//
// Any number of checkers may run on one database, be killed, or not run for a
// while: what is due is found by an index, claimed with a lease (--lease), done
// together with its event, and so happens once in effect. Messages are
// delivered at least once, with an id by which doubles can be told.
// docs/checker.md is the guide for whoever runs it.
//
// # Rehearsal
//
// With --at the clock stands at the given instant, and one round is done. With
// --until besides it steps from one due instant to the next, so that a year
// takes seconds or minutes. Messages then wait for each other for up to four
// simulated hours. Events are recorded at simulated times: use a copy of the
// database, and no --courier that reaches people.
//
// # Messages
//
// With --courier messages go to petitioners by SMS and mail, as the file says
// (see examples/courier/setup). With --outbox they are appended to a file as
// JSON lines (id, case, kind, audience, carrier, lang, to, office, role, text);
// with both, the file gets those to offices. It holds personal data and is made
// readable by its owner only. Without either, messages wait, and
// the lag of --listen grows; only in a rehearsal they count as delivered once
// they are told on standard output, by number and kind, without addresses and
// texts.
//
// Webhooks that agencies have asked for over the API are sent beside the rounds,
// at least once and in order (see examples/courier/webhook), never in a
// rehearsal.
//
// With --nats every event is published to a JetStream (see
// examples/courier/stream).
//
// # Watching it
//
// With --listen it serves /metrics for Prometheus, /healthz, which fails when
// something has been due for longer than --max-lag, and /sms/reports, to which
// the gateway of --courier reports what arrived.
//
// # Output
//
// One line for each round in which something was done, and a summary at the
// end; with --json one object a line: round (at, at_persian, claimed, warned,
// breached, escalated, skipped, lapsed, wiped, chores by name, delivered,
// retried, postponed, dead, overtaken, published, webhooks, messages by kind, errors) and
// summary (the same, added up, with rounds and took_ms). Long rehearsals tell on
// standard error how far they have come. Exit codes: 0 good, also when told to
// stop; 1 some work failed; 2 wrong usage or an unusable database, pack or key.
package main
