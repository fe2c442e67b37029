// Package admit is the door of every store in this module, and of a store of
// your own: it copies what comes in, so that nothing is shared with the caller,
// brings instants to UTC in whole microseconds, and refuses what no store could
// keep exactly or what does not fit together. Stores behind it need not look
// twice.
//
//	func (s *Store) Apply(ctx context.Context, changes ...samad.Change) error {
//		changes, err := admit.Changes(changes)
//		if err != nil {
//			return err // matches samad.ErrInvalid
//		}
//		…
//
// [Query], [CaseKey] and [Cursor] do the same for lists: the limit filled in,
// the place after which a page begins, and the cursor of the next one. [Clean]
// copies what goes out as well.
//
// It knows nothing of the rules about cases; those are the Desk's.
package admit
