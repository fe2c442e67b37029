// Package crashtest kills what keeps cases, again and again, and looks whether
// anything was lost or done twice.
//
// Servers, each a process of its own, file, refer and answer cases, watch
// deadlines of milliseconds and deliver messages, all on one database. What a
// server was told is done it writes into its [Ledger], and brings it to the
// disk, before it goes on. A [Run] kills the servers with SIGKILL at random, or
// does something worse to the database under them, starts them again, and
// after each time lets [Check] hold the database against all ledgers:
//
//   - every acknowledged case, step, answer and message is there, with the hash
//     that was acknowledged,
//   - a request that was repeated because nobody knew whether the first one had
//     arrived made one case, not two,
//   - no mark of a deadline was acted upon twice, no event made the same message
//     twice, and no message was handed out after its delivery was recorded,
//   - every history and digest verifies, and the stored state of every case is
//     what its events give.
//
// Deliveries are at least once: a message whose courier died before it could
// record the delivery is handed out again, and that is no fault.
//
// SIGKILL leaves the system's cache of files alone, so that a store which
// forgets to sync passes where no machine loses its power; that every
// acknowledgement comes after a sync is what storage/sqlite and
// storage/postgres count in their own tests.
//
// By hand, for as long as one likes:
//
//	go run ./examples/crash --kills 500
package crashtest
