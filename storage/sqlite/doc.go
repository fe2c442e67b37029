// Package sqlite keeps cases in one SQLite file, with nothing to install: for
// a pilot, an office, or a program that embeds the case system.
//
//	db, err := sqlite.Open(ctx, "samad.db", sqlite.Options{})
//	if err != nil { … }
//	defer db.Close()
//	if err := db.Migrate(ctx); err != nil { … }
//	desk, err := samad.NewDesk(samad.Config{Store: db.Cases(), …})
//
// # Writing
//
// SQLite writes one transaction at a time. [DB] has one connection for writing
// and a queue before it: callers that wait share one transaction and one
// fsync, each within a savepoint of its own, so that one that is refused takes
// nobody with it. The first of the waiting does the work for all of them;
// there is no goroutine in the background. A call returns when its write is on
// the disk (WAL, synchronous=FULL), and no caller ever sees SQLITE_BUSY.
//
// A call whose context ends while it waits in the queue returns at once, and
// then nothing of it is written, now or later. Once its turn has come it
// returns, a few milliseconds later, with what really became of it, even if
// its context has ended meanwhile: an error that matches the context's error
// always means that nothing was written.
//
// # Reading
//
// Reads go to a pool of read-only connections and see every write that has
// returned. They neither wait for writes nor hold them up.
//
// Words by which cases are found wait with the rows of new cases first, and are
// brought into the full-text index a few hundred cases at a time; a search asks
// both.
//
// # Rows of the host
//
// A program may keep tables of its own in the same file. It writes them with
// [DB.Write], in the same queue, and reads them through [DB.Read]. With
// [DB.WithTx] a case and the host's rows are written together.
//
// # Files
//
// The file and its companions (-wal, -shm) belong on a local disk, readable by
// nobody else; a new one is made with mode 0600. Copying the file alone while
// it is in use loses data: use VACUUM INTO.
package sqlite
