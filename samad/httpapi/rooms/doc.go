// Package rooms adds the rooms of oversight to the API of package httpapi:
// electronic meetings, open doors, commissions, demands, quality and figures.
//
//	api, err := httpapi.New(desk, httpapi.Options{
//		Directory: dir, Actor: login.Actor,
//		Extensions: []httpapi.Extension{
//			rooms.Meetings(room, rooms.Options{Ledger: db.Ledger(), CalendarURL: "/meetings.ics"}),
//			rooms.Oversight(office, rooms.Options{Ledger: db.Ledger()}),
//			rooms.Figures(keeper, rooms.FiguresOptions{Province: "10"}),
//		},
//	})
//
// Each is given by itself; a host without oversight leaves this package out.
// The operations stand in the same OpenAPI document as all others, with the
// same rules for bodies, errors, languages and limits. Rules and rights are the
// rooms' own: this package translates.
//
// # Records
//
// What a room keeps is a record of [github.com/samad111/go-samad/samad/ledger]
// with a revision, which stands in every answer and is its entity tag. A step
// that comes with If-Match is done on that revision or not at all (412
// precondition_failed), and one that comes with an Idempotency-Key is done
// once: a note of it is written in the same transaction, and the same request
// is answered with how the record stands now. Other content under the key is
// 409 key_reused. Ids may hold slashes; in a path they are written %2F.
//
// Whoever may not see a record is told that there is none. What is not possible
// as a record stands is 409 wrong_state.
package rooms
