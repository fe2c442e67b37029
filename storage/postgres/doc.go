// Package postgres keeps cases in PostgreSQL 15 or newer, for any number of
// stateless servers and checkers on one database.
//
//	db, err := postgres.Open(ctx, "postgres://samad@db.example/samad", postgres.Options{})
//	if err != nil { … }
//	defer db.Close()
//	if err := db.Migrate(ctx); err != nil { … }
//	desk, err := samad.NewDesk(samad.Config{Store: db.Cases(), …})
//
// # Writing
//
// Callers who wait share a transaction and one write to the server's log, two
// transactions at a time. All rows of a batch go to the server in one message
// and mostly one statement, so that a batch costs little more than a single
// change. When one of the callers is refused, nothing of the batch remains;
// each half is tried by itself, until the one that is at fault is alone and
// learns why. There is no goroutine in the background. What is rare (erasing,
// replacing secrets, recording calls) has a transaction of its own. A call
// returns when its write is on the disk: where the server's synchronous_commit
// is off, connections turn it on.
//
// Transactions that the server cannot fit between others (serialisation
// failures, deadlocks) are tried again after a random while. An error matching
// the context's error means that nothing was written. When the connection is
// lost before the server's word has come, nobody can tell; then the error
// matches samad.ErrUnavailable, and the same idempotency key finds out.
//
// # Servers that are gone
//
// Connections that [Open] makes end when the server has said nothing for six
// seconds to what was sent: a machine without power or network does not refuse,
// it is silent. Of several hosts in the address one that does not answer is given three
// seconds (connect_timeout says otherwise), then the next is asked. A handle that a host gives
// to [New] is as its connections were made.
//
// # Reading
//
// Reads see every write that has returned. With [Options.Replica] lists, counts
// and recorded calls are read from a server that follows: they may lack what
// was written in the last [Options.ReplicaLag], by whomever, and by this
// program too. A replica that is further behind, or does not answer, is not
// asked until it has caught up; it is looked at once a second. Single cases,
// histories, secrets and the feed are always read where they are written.
//
// The feed follows commits: an event is shown when no transaction that began
// before its own can still end. One that is kept open for long, by anybody on
// the server, delays the feed of all (see [Options.FeedWait]).
//
// # The host's own rows
//
// [DB.WithTx] gives a store within a transaction of the host, so that a ministry
// commits its own rows and a case together. [New] takes a handle that a host
// has already. Tables can have a schema and a prefix of their own.
//
// # Growing
//
// Events and messages lie in partitions by Persian year, which [DB.Partitions]
// makes ahead of time; hand it to samad.Config.Chores of whoever sweeps. After a
// dump was restored into another cluster, [DB.Migrate] has to be run once (see
// [ErrRestored]). Erased words and values leave the files when the server
// vacuums them, and the log and backups when those are dropped.
package postgres
