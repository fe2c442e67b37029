// Package transfer moves everything that a database keeps to another one,
// whatever its kind, without loss: an office that outgrows SQLite moves to
// PostgreSQL, a province takes its cases along.
//
//	from := transfer.End{Cases: old.Cases(), Ledger: old.Ledger()}
//	to := transfer.End{Cases: db.Cases(), Ledger: db.Ledger()}
//	summary, err := transfer.Copy(ctx, from, to, nil)
//
// [Export] writes the same to a file of JSON lines, [Import] reads it. Both,
// and Copy, go on where they stopped when they are called again with the same
// source. [Verify] reads a whole database and checks that it holds together;
// Import and Copy end with it. [Compare] holds two databases against each other.
//
// # What is moved
//
// Cases with their histories, erasable values, secrets, search words, messages,
// idempotency keys, calls, digests, and the records of the rooms with theirs.
// Events keep the order in which they were committed, so that the digests
// verify in the new place too. Claims are not moved: what was on its way is
// taken up again. Personal data stays sealed: the key file goes along by
// itself. What the host keeps in tables of its own, such as accounts, is the
// host's to move.
//
// # While others write
//
// The source must not change meanwhile: stop the services, or read a snapshot
// (sqlite.DB.Snapshot) or a restored backup. A source that changed is found by
// the verification at the end.
//
// # The file
//
// One JSON object a line. The first names the format; the last counts what came
// before and carries the SHA-256 of all bytes before it, so that a file cut
// short is noticed. Bytes are in base64, instants in RFC 3339, and data that is
// hashed stands in a string, byte for byte. It holds what the database holds: texts
// in clear, identities sealed. Guard it likewise.
//
// # Attachments
//
// The contents of attachments lie in their own store and are not moved: copy it
// beside, as docs/storage.md shows. Their names and keys lie with the cases and
// are moved with them.
package transfer
