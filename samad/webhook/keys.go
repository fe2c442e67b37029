package webhook

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad/ledger"
)

// Keys calls each with the wrapped key of every hook that is not deleted and
// the id under which it was wrapped, for a vault whose keys change. What each
// returns replaces the key in the hook's record, stamped with now, unless it is
// nil; a hook that was changed meanwhile is left for the next time.
func Keys(ctx context.Context, store ledger.Store, now time.Time, each func(id string, wrapped []byte) ([]byte, error)) error {
	book := newBook()
	return book.All(ctx, store, ledger.Query{}, func(id string, x record) error {
		if x.Status == Deleted {
			return nil
		}
		fresh, err := each(sealedFor(id), x.Wrapped)
		if err != nil || fresh == nil {
			return err
		}
		d, err := book.Open(ctx, store, id)
		if err != nil || d.State.Status == Deleted {
			return err
		}
		if err := d.Add(ledger.SystemStamp(), now, rand.Reader, &rewrapped{Wrapped: fresh}); err != nil {
			return err
		}
		change, err := d.Change()
		if err != nil {
			return err
		}
		if err := store.Apply(ctx, change); err != nil && !ledger.IsConflict(err) {
			return fmt.Errorf("webhook: replace the key of %s: %w", id, err)
		}
		return nil
	})
}
