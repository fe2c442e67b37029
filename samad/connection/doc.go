// Package connection keeps how far each agency has come to working in Samad:
// planned, invited, trained, connected or suspended, since which day, and why.
//
// A [Room] keeps one record for each agency, a history to which changes are
// only added:
//
//	room, err := connection.New(connection.Config{Ledger: db.Ledger(), Directory: dir, Location: tehran})
//	s, err := room.Change(ctx, admin, connection.Change{Office: connection.Office{Agency: "isf.abfa"}, State: connection.Invited, Reason: "نامه ۱۲۳"})
//	all, err := room.All(ctx) // by agency and county
//	log, err := room.History(ctx, connection.Office{Agency: "isf.abfa"})
//
// # What follows
//
// A [Room] is a [samad.Letters]: cases of an agency that is recorded, and not as
// [Connected], go out as letters, and operators enter what the agency answers on
// paper. An agency of which nothing is recorded is taken for connected, so that
// a service that keeps no such records goes on as it is. An agency stands by its
// own record, not by that of the one above it; where its office in a county has
// a record of its own, that one holds there.
//
// # Rights
//
// Whoever holds [samad.ManageDirectory] changes a state. Reading is for the
// host to allow: how an agency stands is no secret, and reasons hold no
// personal data.
package connection
