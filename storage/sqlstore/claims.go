package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// NextDue implements [samad.Store].
func (s *Store) NextDue(ctx context.Context, after time.Time) (time.Time, error) {
	var next time.Time
	for _, statement := range []string{s.q.nextDue, s.q.nextTry} {
		if err := s.query(ctx, "next due", statement, func(r *sql.Rows) error {
			var at sql.NullInt64
			if err := r.Scan(&at); err != nil {
				return err
			}
			if first := optionalInstant(at); next.IsZero() || !first.IsZero() && first.Before(next) {
				next = first
			}
			return nil
		}, micros(after)); err != nil {
			return time.Time{}, err
		}
	}
	return next, nil
}

// ClaimDue implements [samad.Store].
func (s *Store) ClaimDue(ctx context.Context, claim samad.Claim) ([]samad.CaseID, error) {
	claim, err := admit.Claim(claim)
	if err != nil {
		return nil, err
	}
	type found struct {
		id  samad.CaseID
		due int64
	}
	var list []found
	now := micros(claim.Now)
	err = s.write(ctx, "claim due cases", func(ctx context.Context, tx bun.IDB) error {
		list = nil
		rows, err := tx.QueryContext(ctx, s.q.claimDue,
			now, now, int64(claim.Limit), micros(claim.Now.Add(claim.Lease)), claim.Owner)
		if err != nil {
			return err
		}
		return each(rows, func(r *sql.Rows) error {
			var x found
			err := r.Scan(&x.id, &x.due)
			list = append(list, x)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	// What a statement returns comes in no order.
	slices.SortFunc(list, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.due, b.due), cmp.Compare(a.id, b.id))
	})
	var out []samad.CaseID
	for _, x := range list {
		out = append(out, x.id)
	}
	return out, nil
}
