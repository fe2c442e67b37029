// Package ledger keeps the records of the rooms beside the desk: meetings,
// visits, commissions, demands, surveys. Each record has a history like a
// case's: events that are only ever added, each hashing the one before, of
// which the record's state is a fold.
//
// A room says what a kind of record is with a [Book]: the type of its state,
// the payloads of its events, and by which keys records are found:
//
//	type demand struct{ Agency samad.AgencyID; Steps []string; Closed bool }
//
//	type stepTaken struct{ What string `json:"what"` }
//
//	func (stepTaken) EventType() string { return "step_taken" }
//	func (p stepTaken) Apply(d *demand, e ledger.Event) error {
//		d.Steps = append(d.Steps, p.What)
//		return nil
//	}
//
// and takes a step by opening a record, adding events and applying the change:
//
//	draft, err := demands.Open(ctx, store, id)
//	if err != nil { … }
//	err = draft.Add(stamp, now, random, stepTaken{What: "letter sent"})
//	if err != nil { … }
//	change, err := draft.Change()
//	if err != nil { … }
//	err = store.Apply(ctx, change)
//
// # Together
//
// One Apply writes any number of changes of records, the messages they cause
// and, by [Change.Cases], steps of cases, or nothing. [With] gives a
// samad.Store through which a step of a samad.Desk is written together with
// changes of records.
//
// # Personal data
//
// Events stay for ever, so they must not hold personal data. Words of a
// petitioner are sealed under the key of the case and are lost with it.
//
// # Errors
//
// A [Store] fails with errors that match those of package samad:
// samad.ErrConflict (errors.As with [*ConflictError] names the record),
// samad.ErrNotFound, samad.ErrInvalid, samad.ErrClosed. [Verify] and folds fail
// with [ErrHistory], as [*HistoryError].
package ledger
