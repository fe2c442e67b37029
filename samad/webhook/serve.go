package webhook

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// passedEnough is how many events of others are passed over before the place
// is written down at once.
const passedEnough = 500

// Due implements [Subscriptions]. A hook that cannot be opened, because the
// vault has other keys, is left out and told by the error beside the others.
func (r *Registry) Due(ctx context.Context, now time.Time, limit int, owner string, lease time.Duration) ([]Subscription, error) {
	refs, err := r.config.Ledger.ClaimDue(ctx, samad.Claim{Now: now.UTC(), Limit: limit, Lease: lease, Owner: owner}, Kind)
	if err != nil {
		return nil, fmt.Errorf("webhook: hooks that are due: %w", err)
	}
	var out []Subscription
	var errs []error
	for _, ref := range refs {
		x, err := r.book.Read(ctx, r.config.Ledger, ref.ID)
		if err != nil {
			errs = append(errs, fmt.Errorf("webhook: %w", err))
			continue
		}
		if x.Status != Active { // was switched since it was claimed
			continue
		}
		s := Subscription{
			ID: ref.ID, URL: x.URL, Actor: x.actor(ref.ID), Types: x.Types, Cursor: x.Cursor, Since: x.Since, Again: x.Again,
			Failures: x.Failures, FailingSince: x.FailingSince, Turn: x.Turn,
		}
		if s.Secrets, err = r.signing(ctx, ref.ID, x, now); err != nil {
			errs = append(errs, err)
			continue
		}
		if s, err = r.afterMove(ctx, s, x); err != nil {
			errs = append(errs, err)
			continue
		}
		out = append(out, s)
	}
	return out, errors.Join(errs...)
}

// afterMove begins at the feed's start, passing over what was delivered, where
// the database does not know the cursor: it was moved to another kind of
// database. Instants may differ a little from the order of the feed, so some
// events come again.
func (r *Registry) afterMove(ctx context.Context, s Subscription, x record) (Subscription, error) {
	err := r.checkCursor(ctx, s.Actor, s.Cursor)
	if !errors.Is(err, samad.ErrInvalid) {
		return s, err
	}
	s.Cursor, s.Again = "", nil
	if back := x.Reached.Add(-time.Hour); !x.Reached.IsZero() && back.After(s.Since) {
		s.Since = back
	}
	return s, nil
}

// signing opens the secrets that sign now, the newest first.
func (r *Registry) signing(ctx context.Context, id string, x record, now time.Time) ([]Secret, error) {
	var out []Secret
	for _, s := range x.Secrets {
		if !s.Until.IsZero() && !s.Until.After(now) {
			continue
		}
		secret, err := r.open(ctx, id, x.Wrapped, s)
		if err != nil {
			return nil, err
		}
		out = append(out, secret)
	}
	return out, nil
}

// Settle implements [Subscriptions]. A round in which nothing came about is
// written only after many passed events or [Config.Quiet].
func (r *Registry) Settle(ctx context.Context, result Result) error {
	const tries = 5
	for try := 1; ; try++ {
		d, err := r.book.Open(ctx, r.config.Ledger, result.ID)
		if err != nil {
			return fmt.Errorf("webhook: settle: %w", err)
		}
		x := d.State
		if x.Status == Deleted || x.Turn != result.Turn {
			return fmt.Errorf("webhook: settle %s: %w", result.ID, &ledger.ConflictError{Ref: r.ref(result.ID), Expect: d.Revision()})
		}
		if !r.worth(x, result) {
			return nil
		}
		err = r.write(ctx, d, ledger.SystemStamp(), &settled{
			Cursor: result.Cursor, Reached: result.Reached, Sent: result.Sent, Failures: result.Failures, Fault: result.Err, Dead: result.Dead,
			Again: result.Again, Next: result.Next.UTC().Truncate(time.Microsecond), Stop: result.Stop,
		})
		if err == nil || try == tries || !ledger.IsConflict(err) {
			if err != nil {
				err = fmt.Errorf("webhook: settle %s: %w", result.ID, err)
			}
			return err
		}
	}
}

// worth reports whether a result is worth an entry in the history.
func (r *Registry) worth(x record, result Result) bool {
	same := result.Sent == 0 && result.Err == "" && !result.Stop && len(result.Dead) == 0 && x.Failures == 0 && x.Fault == "" &&
		slices.Equal(x.Again, result.Again)
	last := x.LastTry
	if last.IsZero() {
		last = x.Created
	}
	moved := result.Cursor != x.Cursor && (result.Passed >= passedEnough || result.At.Sub(last) >= r.config.Quiet)
	return !same || moved
}
